// Starts the forwarders of an injected process before it has a server, because it has its own context to forward from.
import { mainGlobal } from './main-global.ts'

// What @traceferry/inject puts into a process waits for the first server. A process that only consumes messages never has one.
const START = Symbol.for('traceferry.start.v1')

/** Starts what waits in this process, if anything. Never throws. */
export function startWaiting(): void {
  const { [START]: start } = mainGlobal as { [START]?: () => void }
  start?.()
}
