// The version of all traceferry packages.
/** All packages are released together, with one version. A test compares it with package.json. */
export const version: string = '0.1.0'
