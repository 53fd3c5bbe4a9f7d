import type { Readable } from 'node:stream'
import type { Client, Quirks, Reply } from '@traceferry/testkit'
import type * as Undici from 'undici7'
import { describe, test } from 'vitest'

/** The majors have the same shape where we touch them; types are those of 7. */
export type Copy = typeof Undici
export type Dispatcher = Undici.Dispatcher

/** Runs the tests for each major that loads on this Node. One that does not is skipped with the reason it gives. */
export async function eachUndici(define: (undici: Copy, major: number) => void): Promise<void> {
  for (const major of [6, 7, 8]) {
    try {
      const undici = (await import(`undici${major}`)) as Copy
      describe(`undici ${major}`, () => define(undici, major))
    } catch (error) {
      describe(`undici ${major}`, () => {
        test.skip(`does not load on Node ${process.versions.node}: ${(error as Error).message}`, () => {})
      })
    }
  }
}

/** What is special about `undici.request`: it takes many shapes of headers, and follows redirects only when told to. */
export const requestQuirks: Quirks = {
  shapes: ['object', 'flat', 'Headers', 'Map'],
  noRedirects: 'undici follows none without its redirect interceptor',
}

/** Retries at once, so that tests need not wait. */
export const quickly = { maxRetries: 3, minTimeout: 1, maxTimeout: 2, timeoutFactor: 1 }

/** `undici.request` through a dispatcher, or the global one. */
export function requestClient(undici: Copy, dispatcher?: Dispatcher): Client {
  async function call(url: string, options: object): Promise<Reply> {
    const { statusCode, body } = await undici.request(url, { ...options, ...(dispatcher && { dispatcher }) })
    return { status: statusCode, body: await body.text() }
  }
  return {
    get: (url, headers, signal) => call(url, { ...(headers && { headers }), ...(signal && { signal }) }),
    post: (url, body: string | Readable, headers) => call(url, { method: 'POST', body, ...(headers && { headers }) }),
    close: () => dispatcher?.destroy(),
  }
}

/** Calls on the dispatcher itself, without an origin: what Clients and Pools of one host are used with. */
export function ownOriginClient(dispatcher: Dispatcher): Client {
  async function call(url: string, options: object): Promise<Reply> {
    const { pathname, search } = new URL(url)
    const { statusCode, body } = await dispatcher.request({ method: 'GET', path: pathname + search, ...options })
    return { status: statusCode, body: await body.text() }
  }
  return {
    get: (url, headers, signal) => call(url, { ...(headers && { headers }), ...(signal && { signal }) }),
    post: (url, body, headers) => call(url, { method: 'POST', body, ...(headers && { headers }) }),
    close: () => dispatcher.destroy(),
  }
}
