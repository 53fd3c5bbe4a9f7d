// A call that is beside its request in the tree, not below it.
import type { Kind } from './kind.ts'

/** The application forwarded what its caller received, not what its own sidecar passed to it. */
export const hangsFlat: Kind = {
  id: 'hangs-flat',
  title: 'hangs flat',
  rule: 'The call is in the trace of its request, but not below it: a stale header, or the header of a client, was forwarded.',
  advice:
    'Forward the headers that the sidecar passed in with this request, not what a caller received or a client sent.',
  breaks: true,
  is: ({ sameTrace, own, parent }) => sameTrace && own < 0 && (parent === 'other' || parent === 'app'),
}
