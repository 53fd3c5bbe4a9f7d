// A call that is not judged.
import type { Kind } from './kind.ts'

/** Counted, so that it is seen how much is not known. */
export const cannotTell: Kind = {
  id: 'cannot-tell',
  title: 'cannot tell',
  rule: 'The records end before the request could have been written, a request was always open, or the workload has no request in this trace.',
  breaks: false,
  is: ({ caused, isAtEnd, parent, linked }) =>
    caused === 'cannot tell' || (isAtEnd && linked === 'no') || (parent === 'other' && linked === 'no'),
}
