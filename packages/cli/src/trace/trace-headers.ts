// The tracing headers that `traceferry trace` sends.
import { randomBytes, randomUUID } from 'node:crypto'

const [trace, span] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
const requestId = randomUUID()

/** The headers of the request. They stay the same during one run. */
export function traceHeaders(): readonly (readonly [string, string])[] {
  return [
    ['x-request-id', requestId],
    ['traceparent', `00-${trace}-${span}-01`],
    ['x-b3-traceid', trace],
    ['x-b3-spanid', span],
    ['x-b3-sampled', '1'],
  ]
}
