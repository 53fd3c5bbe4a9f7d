// Follows redirects itself, so that each hop is decided separately.
import { type Context, type Lines, runtime } from '@traceferry/core/internal'
import { nextHop } from './next-hop.ts'
import { replayOf } from './replay.ts'
import { addedTo, send, type WebCall } from './web-call.ts'

// Bun, Deno and workerd pass all unknown headers on to the next host, and so would pass on ours.
// https://fetch.spec.whatwg.org/#http-redirect-fetch

/** How many redirects this runtime follows itself; the standard's number is 20. */
const MOST = runtime === 'bun' ? 126 : 20

/** Sends a call, and follows its redirects as fetch does. `added`: our headers for the first hop. */
export async function follow(
  fetch: typeof globalThis.fetch,
  context: Context,
  first: WebCall,
  added: Lines,
): Promise<Response> {
  const body = replayOf(first)
  let hop = byHand(first)
  let lines = added
  for (let hops = 0; ; hops++) {
    const response = await send(fetch, hop, lines)
    const next = nextHop(hop, response, body)
    if (next === undefined) {
      body.drop()
      return hops === 0 ? response : redirected(response)
    }
    // Its connection is free again.
    void response.body?.cancel().catch(() => {})
    if (hops === MOST) throw new TypeError(`fetch failed: more than ${MOST} redirects`)
    hop = byHand(await next)
    lines = addedTo(hop, context)
  }
}

function byHand(hop: WebCall): WebCall {
  return { ...hop, init: { ...hop.init, redirect: 'manual' } }
}

/** A response knows its URL, but not that it was redirected. */
function redirected(response: Response): Response {
  return Object.defineProperties(response, {
    redirected: { value: true, configurable: true },
    clone: { value: () => redirected(Response.prototype.clone.call(response)), configurable: true, writable: true },
  })
}
