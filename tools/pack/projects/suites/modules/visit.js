// One request to the service under test, with ids that are found nowhere else; its path says which.
import { randomBytes } from 'node:crypto'

export function visit() {
  const [trace, span] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
  const headers = {
    'x-request-id': `canary-${trace}`,
    traceparent: `00-${trace}-${span}-01`,
    tracestate: `canary=${span}`,
    'x-b3-traceid': trace,
    'x-b3-spanid': span,
    'x-b3-sampled': '1',
    baggage: `canary=${span}`,
  }
  return { path: `/${trace}/${span}`, headers }
}
