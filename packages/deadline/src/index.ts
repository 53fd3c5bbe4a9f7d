/**
 * Deadlines across services: the time a caller waits comes in with its request, and goes out with the calls, less what
 * has been used. Nothing is sent once it is up.
 * @module
 */
export { deadline } from './deadline.ts'
export { ClientDisconnected, DeadlineExceeded, isClientDisconnected, isDeadlineExceeded } from './errors.ts'
export { deadlineSignal, remainingMs, withDeadline } from './now.ts'
export type { DeadlineOptions } from './options.ts'
