// The classes that servers of HTTP inherit their `emit` from.
import type { EventEmitter } from 'node:events'

/**
 * All of Node's HTTP servers descend from net.Server, so that neither https nor http2 must be loaded to patch them. Bun's node:http has
 * servers of its own, from which those of https descend.
 */
export function serverPrototypes(): EventEmitter[] {
  const net = process.getBuiltinModule('node:net').Server
  const { prototype } = process.getBuiltinModule('node:http').Server
  return prototype instanceof net ? [net.prototype] : [net.prototype, prototype]
}
