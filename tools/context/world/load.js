// The inbound requests: each with its own x-request-id, many at once, over kept-alive connections.
import http from 'node:http'

let last = 0

/** Ids are never used twice, so that one that comes late is known to be another's. */
export function nextId() {
  return `m${++last}`
}

/** Sends `count` requests to `path(n)`, `concurrency` at a time. Resolves when all have been answered. */
export async function load({ port, path, count, concurrency }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency })
  let next = 0

  function one(n) {
    const options = { port, host: '127.0.0.1', path: path(n), agent, headers: { 'x-request-id': nextId() } }
    return new Promise((resolve) => {
      const request = http.get(options, (answer) => answer.resume().on('close', resolve))
      request.on('error', resolve)
    })
  }

  async function worker() {
    while (next < count) await one(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  agent.destroy()
}
