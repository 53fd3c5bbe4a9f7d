// A call that carries nothing of the request that caused it.
import type { Kind } from './kind.ts'

/** One call proves nothing; that calls begin while requests are open, and soon after, more than chance explains, does. */
export const doesNotForward: Kind = {
  id: 'does-not-forward',
  title: 'does not forward',
  rule: 'The call starts a trace of its own with a new x-request-id, and such calls begin while a request is open more often than by chance.',
  breaks: true,
  // A line of a log at its end may be the first of a request whose own line is still to come. A span tells it is a root.
  is: ({ caused, isAtEnd, parent }) => caused === 'yes' && !(isAtEnd && parent === 'unknown'),
}
