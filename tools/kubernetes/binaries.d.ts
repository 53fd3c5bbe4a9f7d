/** The version of Kubernetes that is built. */
export const version: string
