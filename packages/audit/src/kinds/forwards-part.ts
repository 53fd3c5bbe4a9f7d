// A call that carries some of the headers.
import type { Kind } from './kind.ts'

/** The trace without the request id, the request id without the trace, or both without the decision to record. */
export const forwardsPart: Kind = {
  id: 'forwards-part',
  title: 'forwards part',
  rule: 'The call carries the x-request-id but not the trace, or the trace but not the x-request-id, or the decision to record is lost.',
  advice: 'Copy the whole list of headers, not some of them.',
  breaks: true,
  is: ({ linked, requestId, sameTrace, own, parent, isSamplingLost }) =>
    linked === 'other trace' || requestId === 'new' || isSamplingLost || (sameTrace && own < 0 && parent === 'none'),
}
