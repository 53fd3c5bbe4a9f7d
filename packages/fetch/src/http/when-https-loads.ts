// Detects when node:https has loaded, without loading it.

import { isBuiltinLoaded } from '../shared/is-builtin-loaded.ts'
import { isNode20 } from '../shared/is-node20.ts'
import { patchInherited } from '../shared/patch.ts'

const http = process.getBuiltinModule('node:http')
const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

type On = (this: object, ...args: unknown[]) => unknown

/**
 * Calls `found` once node:https is there: now, or when it has loaded, before its first call. Loading it also loads node:tls and the
 * certificates of all authorities: 60 million instructions, 16 ms, which a service behind a sidecar may never need. Returns what
 * undoes it.
 */
export function whenHttpsLoads(found: () => void): () => void {
  // Node 20 gives no sign of a `require`, which may read `request` at once.
  if (isNode20 || isBuiltinLoaded('https') !== false) {
    found()
    return () => {}
  }
  return watchAgents(found)
}

/**
 * As it loads, node:https makes its global agent, which listens to itself through a method that it inherits from the
 * class that we patch.
 */
function watchAgents(found: () => void): () => void {
  let waiting = true
  const loaded = () => {
    if (!waiting) return
    stop()
    found()
  }
  const onRequire = (message: unknown) => {
    const { id } = message as { id?: string }
    if (id === 'https' || id === 'node:https') loaded()
  }
  const unpatch = patchInherited<On>(
    http.Agent.prototype,
    'on',
    (find) =>
      function on(this: object, ...args: unknown[]) {
        // Not read with a dot: on the agents of agent-base it is a getter that looks at the stack.
        if (Object.getOwnPropertyDescriptor(this, 'protocol')?.value === 'https:') {
          unpatch()
          // The module is not complete yet. It is when the `require` ends, or, after an import, with the next tick.
          diagnosticsChannel.subscribe('tracing:module.require:end', onRequire)
          queueMicrotask(loaded)
        }
        return find().apply(this, args)
      },
  )
  function stop(): void {
    waiting = false
    unpatch()
    diagnosticsChannel.unsubscribe('tracing:module.require:end', onRequire)
  }
  return stop
}
