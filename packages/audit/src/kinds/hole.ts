// A call whose parent nobody reported.
import type { Kind } from './kind.ts'

/** An SDK without an exporter makes such spans, and one that reports elsewhere. */
export const hole: Kind = {
  id: 'hole',
  title: 'hole',
  rule: 'The parent of the call was never reported: the application makes spans that go nowhere, or elsewhere.',
  advice: 'Give the SDK an exporter to this store, or take it out.',
  breaks: true,
  is: ({ parent, isAtEnd }) => parent === 'unreported' && !isAtEnd,
}
