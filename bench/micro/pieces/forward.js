// The decision, and the copy of the caller's headers with ours, for each shape that Node's clients take.
import { capture, forward, objectOf, pairsOf, withHeaders } from '../../../packages/core/dist/internal.js'
import { captured, INSIDE, OUTSIDE, policy, rawHeaders } from '../samples.js'

/** @type {[string, string][]} */
const pairs = [
  ['accept', 'application/json'],
  ['content-type', 'application/json'],
]
/** @type {Record<string, any>} */
const shapes = {
  'no headers': undefined,
  'an object': Object.fromEntries(pairs),
  'a flat list': pairs.flat(),
  'a list of pairs': pairs,
  Headers: new Headers(pairs),
  'a Map': new Map(pairs),
}
const call = (origin, headers) => ({ origin, headers })
const own = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }

export const pieces = {
  ...Object.fromEntries(
    Object.entries(shapes).map(([name, headers]) => [
      `forward: 8 to ${name}`,
      () => copyOf(headers, forward(captured, call(INSIDE, headers))),
    ]),
  ),
  'forward: 8, the caller has one of them': () => withHeaders(own, forward(captured, call(INSIDE, own))),
  'forward: by hand, { ...captured, ...own }': byHand(),
  'forward: to a host outside': () => forward(captured, call(OUTSIDE)),
  'forward: outside of a request': () => forward(undefined, call(INSIDE)),
}

/** As @traceferry/fetch copies them: what is none, or no list and no plain object, becomes an object. */
function copyOf(headers, added) {
  if (headers === undefined) return objectOf([], added)
  return Symbol.iterator in headers && !Array.isArray(headers)
    ? objectOf([...headers].flat(), added)
    : withHeaders(headers, added)
}

function byHand() {
  const captured = capture(rawHeaders(8), policy)
  const store = Object.fromEntries(pairsOf(captured.headers))
  const headers = shapes['an object']
  return () => ({ ...store, ...headers })
}
