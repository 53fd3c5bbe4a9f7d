// A call that no request caused.
import type { Kind } from './kind.ts'

/** There is nothing to forward. */
export const timers: Kind = {
  id: 'timers',
  title: 'timers',
  rule: 'Such calls begin as often without an open request as with one: timers, startup, queue consumers.',
  breaks: false,
  is: ({ caused }) => caused === 'no',
}
