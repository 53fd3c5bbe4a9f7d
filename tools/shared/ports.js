// Ports that are free at the moment.
import { once } from 'node:events'
import net from 'node:net'

// Below the range that systems give to outgoing connections (32768 on Linux, 49152 on macOS): a port that comes from
// listening on 0 can be taken by any client before a server gets to it, and hundreds of connections are about to open.
const [lowest, highest] = [15_000, 32_000]

/**
 * `count` different free ports of 127.0.0.1. Who gets to use one too late has to ask again.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const held = new Map()
  while (held.size < count) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    const server = held.has(port) ? undefined : await hold(port)
    if (server) held.set(port, server)
  }
  await Promise.all([...held.values()].map((server) => new Promise((done) => server.close(done))))
  return [...held.keys()]
}
/** @param {number} port */

async function hold(port) {
  const server = net.createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return server
  } catch {
    return undefined
  }
}
