// The crossing: many requests at once over few connections.
import http from 'node:http'
import { text } from 'node:stream/consumers'
import { createPolicy, handle } from '@traceferry/core'
import { expect } from 'vitest'
import { type Echo, startEcho } from '../echo.ts'
import { linesOf, tracingLines } from '../expect-carried.ts'
import { headersOf } from '../samples.ts'
import type { Client, Reply } from './client.ts'
import { fingerprint } from './failure-of.ts'

// 200 requests at once, each with its own headers, over so few connections that the calls of one request are sent while the
// responses of another come in. That is when tracers send the ids of the wrong request.

const REQUESTS = 200
const policy = createPolicy({}, {})

export interface Crossing {
  /** Calls with the headers of another request, or with only some of their headers. */
  readonly wrong: string[]
  /** Calls without any headers. */
  readonly lost: string[]
  readonly calls: number
}

/** Runs a real server whose handlers call a recording upstream through the client, all on loopback. */
export async function cross(makeClient: (origin: string) => Client, signals = true): Promise<Crossing> {
  const echo = await startEcho()
  for (let n = 1; n <= REQUESTS; n++) setBehavior(echo, n)
  const client = makeClient(echo.url)
  const front = http.createServer((request, response) =>
    handle(request, response, policy, () => {
      const done = (outcome: string) => response.end(outcome)
      const n = Number(request.url?.slice(1))
      // Half of the handlers start late, in a listener after the body has arrived, as old body parsers do.
      const start = () =>
        serve(client, echo.url, n, signals).then(
          () => done('done'),
          (error) => done(fingerprint(error)),
        )
      n % 2 === 0 ? request.resume().on('end', start) : start()
    }),
  )
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const agent = new http.Agent({ keepAlive: true, maxSockets: 40 })
  try {
    const { port } = front.address() as { port: number }
    const outcomes = await Promise.all(Array.from({ length: REQUESTS }, (_, i) => request(port, agent, i + 1)))
    expect(new Set(outcomes)).toEqual(new Set(['done']))
    return crossingOf(echo)
  } finally {
    agent.destroy()
    await client.close?.()
    front.closeAllConnections()
    front.close()
    await echo.close()
  }
}

function setBehavior(echo: Echo, n: number): void {
  echo.on(`/${n}/retried`, { failures: 2, ...(n % 10 === 0 && { delay: 2 }) })
  echo.on(`/${n}/slow`, { delay: 20 })
  echo.on(`/${n}/broken`, { answer: (request) => void request.socket.destroy() })
}

/** What one handler does: a plain call, retries, a failure, a canceled call, and two calls at once at the end. */
async function serve(client: Client, origin: string, n: number, signals: boolean): Promise<void> {
  await client.get(`${origin}/${n}/first`)
  await retried(() => client.get(`${origin}/${n}/retried`))
  if (n % 20 === 0) await client.get(`${origin}/${n}/broken`).catch(() => {})
  if (signals && n % 10 === 0) await client.get(`${origin}/${n}/slow`, {}, AbortSignal.timeout(15)).catch(() => {})
  await Promise.all([client.get(`${origin}/${n}/left`), client.post?.(`${origin}/${n}/right`, `body ${n}`)])
}

async function retried(call: () => Promise<Reply>): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) if ((await call()).status !== 503) return
}

function request(port: number, agent: http.Agent, n: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = [...headersOf(n), 'transfer-encoding', 'chunked', 'host', 'front']
    const call = http.request(
      { host: '127.0.0.1', port, path: `/${n}`, method: 'POST', headers, agent },
      (response) => {
        text(response).then(resolve, reject)
      },
    )
    call.on('error', reject).write('early')
    setTimeout(() => call.end('late'), n % 7)
  })
}

function crossingOf(echo: Echo): Crossing {
  const wrong: string[] = []
  const lost: string[] = []
  for (const call of echo.calls) {
    const n = Number(call.path.split('/')[1])
    const lines = tracingLines(call)
    if (lines.length === 0) lost.push(call.path)
    else if (lines.join() !== linesOf(headersOf(n)).join()) wrong.push(`${call.path}: ${lines.join()}`)
  }
  return { wrong, lost, calls: echo.calls.length }
}
