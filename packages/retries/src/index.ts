/**
 * Retries with one owner: who answered a failed call, the sidecar or the app, whether another try can help, and whose it
 * is to make.
 * @module
 */
export { type MeshError, meshError } from './mesh-error.ts'
export { type FailedCall, type Retries, type RetryOptions, retries } from './retries.ts'
