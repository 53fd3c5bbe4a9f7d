// The classes that HTTP servers inherit their `emit` from.
import type { EventEmitter } from 'node:events'

/**
 * All of Node's HTTP servers descend from net.Server, so that patching them loads neither https nor http2. Bun's node:http has its
 * own servers, and its https servers descend from them.
 */
export function serverPrototypes(): EventEmitter[] {
  const net = process.getBuiltinModule('node:net').Server
  const { prototype } = process.getBuiltinModule('node:http').Server
  return prototype instanceof net ? [net.prototype] : [net.prototype, prototype]
}
