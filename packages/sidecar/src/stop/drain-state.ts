// Keeps what is draining. All copies of this package in a process share it, so that one copy does not exit and cut the
// servers of another.
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
