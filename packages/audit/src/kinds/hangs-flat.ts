// A call that hangs beside its request in the tree, not below it.
import type { Kind } from './kind.ts'

/** The application has sent on what its caller got, not what its sidecar handed to it. */
export const hangsFlat: Kind = {
  id: 'hangs-flat',
  title: 'hangs flat',
  rule: 'The call is in the trace of its request, but not below it: a stale header, or the one of a client, was forwarded.',
  advice: 'Send on what the sidecar handed in with this request, and not what a caller got or a client sent.',
  breaks: true,
  is: ({ sameTrace, own, parent }) => sameTrace && own < 0 && (parent === 'other' || parent === 'app'),
}
