import http from 'node:http'
import { bind } from '@traceferry/core'
import { traceferry } from '@traceferry/http'
import { type Echo, listen, startEcho } from '@traceferry/testkit'

// What a library is asked to do while a request is handled, and by whose headers the calls went.

/** A function that calls out by the id of its request, and settles once the answer has been read. */
export type Task = () => Promise<void>

/**
 * What the handler does in each request: hands the task to the library, or calls the upstream's path itself, and settles
 * when the request can be answered.
 */
export type Hand = (task: Task, upstream: Echo, path: string) => unknown

export interface Tally {
  own: number
  none: number
  wrong: number
}

export const REQUESTS = 20

/**
 * Sends 20 requests, each with its own id, to a server behind the line, continues once all have arrived, and reports whose id each
 * call carried. `bound` binds each task when it is passed in: the fix.
 */
export async function cross(make: () => Hand | Promise<Hand>, bound = false): Promise<Tally> {
  const echo = await startEcho()
  const hand = await make()
  let arrived = 0
  let open = () => {}
  const allHere = new Promise<void>((resolve) => {
    open = resolve
  })
  const server = http.createServer(async (request, response) => {
    const task = async () => {
      await (await fetch(`${echo.url}${request.url}`)).text()
    }
    if (++arrived === REQUESTS) open()
    await allHere
    try {
      await hand(bound ? bind(task) : task, echo, request.url as string)
      response.end()
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  const front = await listen(traceferry(server))
  const agent = new http.Agent({ keepAlive: true })
  try {
    await Promise.all(Array.from({ length: REQUESTS }, (_, n) => get(agent, `${front.url}/${n}`, `r-${n}`)))
    const tally: Tally = { own: 0, none: 0, wrong: 0 }
    for (const call of echo.calls) {
      const ids = call.all('x-request-id')
      tally[ids.length === 0 ? 'none' : ids.join() === `r-${call.path.slice(1)}` ? 'own' : 'wrong']++
    }
    return tally
  } finally {
    agent.destroy()
    await front.close()
    await echo.close()
  }
}

function get(agent: http.Agent, url: string, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = http.get(url, { agent, headers: { 'x-request-id': id } }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${body}`))))
    })
    call.on('error', reject)
  })
}
