/** The version of this package, and of all others, which are released together. A test holds it to package.json. */
export const version: string = '0.1.0'
