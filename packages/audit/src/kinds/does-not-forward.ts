// A call that carries nothing of the request that caused it.
import type { Kind } from './kind.ts'

/** One call proves nothing. But if calls begin while requests are open, or soon after, more often than chance explains, that does. */
export const doesNotForward: Kind = {
  id: 'does-not-forward',
  title: 'does not forward',
  rule: 'The call starts its own trace with a new x-request-id, and such calls begin while a request is open more often than by chance.',
  breaks: true,
  // At the end of a log, a line may belong to a request whose own line is not written yet. A span says that it is a root.
  is: ({ caused, isAtEnd, parent }) => caused === 'yes' && !(isAtEnd && parent === 'unknown'),
}
