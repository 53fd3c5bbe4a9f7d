// What is draining, once per process whatever the number of copies of this package: a server that one copy knows must not
// be cut by the exit of another.
import { slot } from '@traceferry/core/internal'
import type { DrainResult, Managed } from './managed.ts'

interface State {
  readonly servers: Set<Managed>
  readonly handled: Set<NodeJS.Signals>
  draining: Promise<DrainResult> | undefined
}

export const state: State = slot(Symbol.for('traceferry.lifecycle.v1'), () => ({
  servers: new Set(),
  handled: new Set(),
  draining: undefined,
}))
