// What is draining, once per process whatever the number of copies of this package: a server that one copy knows must not
// be cut by the exit of another.
import type { DrainResult, Managed } from './managed.ts'

const SLOT = Symbol.for('traceferry.lifecycle.v1')

interface State {
  readonly servers: Set<Managed>
  readonly handled: Set<NodeJS.Signals>
  draining: Promise<DrainResult> | undefined
}

const holder = globalThis as { [SLOT]?: State }

export const state: State = slot()

function slot(): State {
  if (holder[SLOT] === undefined) {
    Object.defineProperty(holder, SLOT, { value: { servers: new Set(), handled: new Set(), draining: undefined } })
  }
  return holder[SLOT] as unknown as State
}
