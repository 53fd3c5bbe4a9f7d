// The load of the soak: requests with their own ids over kept-alive connections, some cut off by the client.
import http from 'node:http'
import { traceparentOf } from './upstream.js'

/** Sends `requests` requests, `concurrency` at a time; calls `progress(done)`. Resolves to { answered, aborted }. */
export async function load({ port, clients, requests, concurrency, progress }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency })
  const counts = { answered: 0, aborted: 0 }
  let next = 0

  function one(i) {
    const id = `r-${i}`
    const path = `/${clients[i % clients.length]}/${id}`
    const headers = { 'x-request-id': id, traceparent: traceparentOf(id) }
    return new Promise((resolve) => {
      const request = http.request({ port, host: '127.0.0.1', path, agent, headers, method: 'POST' }, (answer) => {
        if (answer.statusCode === 200) counts.answered++
        answer.resume().on('close', resolve)
      })
      request.on('error', resolve)
      const abort = () => {
        counts.aborted++
        request.destroy()
      }
      if (i % 20 === 7) setTimeout(abort, Math.random() * 4)
      request.write('part')
      setTimeout(() => request.end(), Math.random() * 2)
    })
  }

  async function worker() {
    while (next < requests) {
      await one(next++)
      progress(next)
    }
  }

  await Promise.all(Array.from({ length: concurrency }, worker))
  agent.destroy()
  return counts
}
