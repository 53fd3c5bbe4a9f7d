// What is draining, once per process whatever the number of copies of this package: a server that one copy knows must not
// be cut by the exit of another.
import { slot } from '@traceferry/core/internal'
import type { DrainResult, ManagedServer } from './managed-server.ts'

interface State {
  readonly servers: Set<ManagedServer>
  readonly handled: Set<NodeJS.Signals>
  draining: Promise<DrainResult> | undefined
}

export const drainState: State = slot(Symbol.for('traceferry.lifecycle.v1'), () => ({
  servers: new Set(),
  handled: new Set(),
  draining: undefined,
}))
