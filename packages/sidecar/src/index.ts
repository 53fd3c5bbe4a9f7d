/**
 * What an app beside a sidecar needs: it starts when the sidecar is ready, stops without losing a request, passes on the
 * time that its caller has left, and leaves retries to one owner.
 * @module
 */
export { TraceferryError } from '@traceferry/core'
export { deadline } from './deadline/deadline.ts'
export type { DeadlineOptions } from './deadline/deadline-options.ts'
export { deadlineSignal } from './deadline/deadline-signal.ts'
export { ClientDisconnected, DeadlineExceeded, isClientDisconnected, isDeadlineExceeded } from './deadline/errors.ts'
export { remainingMs } from './deadline/remaining-ms.ts'
export { withDeadline } from './deadline/with-deadline.ts'
export type { MeshChoice, SidecarOptions } from './find/sidecar-options.ts'
export type { MeshName } from './find/sidecars.ts'
export { type MeshError, meshError } from './retries/mesh-error.ts'
export { type FailedCall, type Retries, type RetryOptions, retries } from './retries/retries.ts'
export { type Awaited, type AwaitOptions, awaitSidecar } from './start/await-sidecar.ts'
export { drain } from './stop/drain.ts'
export type { GracefulOptions } from './stop/graceful-options.ts'
export { gracefulServer, isReady } from './stop/graceful-server.ts'
export type { DrainResult } from './stop/managed-server.ts'
export { type Quit, type QuitOptions, quitSidecar } from './stop/quit-sidecar.ts'
