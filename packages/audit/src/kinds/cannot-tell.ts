// A call that is not judged.
import type { Kind } from './kind.ts'

/** It is counted to show how much is unknown. */
export const cannotTell: Kind = {
  id: 'cannot-tell',
  title: 'cannot tell',
  rule: 'The records end before the request could have been written, a request was always open, or the workload has no request in this trace.',
  breaks: false,
  is: ({ caused, isAtEnd, parent, linked }) =>
    caused === 'cannot tell' || (isAtEnd && linked === 'no') || (parent === 'other' && linked === 'no'),
}
