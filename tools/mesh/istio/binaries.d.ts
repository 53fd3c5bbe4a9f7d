/** The version of Istio's module that is built. */
export const version: string
