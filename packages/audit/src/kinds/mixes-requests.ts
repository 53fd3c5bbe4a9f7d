// A call that carries the ids of another request.
import type { Kind } from './kind.ts'

/** The worst kind: the trace looks whole but belongs to someone else. */
export const mixesRequests: Kind = {
  id: 'mixes-requests',
  title: 'mixes requests',
  rule: 'The call has the trace of one request and the x-request-id of another, or began before its request did or long after it ended, or after it while another request that has no such call was open.',
  advice: 'Requests share the stored headers, for example in a variable: keep the headers with the request.',
  breaks: true,
  is: ({ requestId, time, isTaken }) =>
    requestId === 'another' || time === 'before' || time === 'long after' || isTaken === true,
}
