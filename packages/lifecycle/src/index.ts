/**
 * Start and stop beside a sidecar: wait until it is ready, stop without losing a request, end it with a Job.
 * @module
 */
export { TraceferryError } from '@traceferry/core'
export { type Awaited, type AwaitOptions, awaitSidecar } from './await-sidecar.ts'
export type { MeshChoice, Where } from './choose.ts'
export { type DrainResult, drain } from './drain.ts'
export type { GracefulOptions } from './graceful-options.ts'
export { gracefulServer, isReady } from './graceful-server.ts'
export { type Quit, type QuitOptions, quitSidecar } from './quit-sidecar.ts'
export type { MeshName } from './sidecars.ts'
