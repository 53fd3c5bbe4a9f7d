// A call whose parent was not reported.
import type { Kind } from './kind.ts'

/** An SDK without an exporter, or one that reports elsewhere, makes such spans. */
export const hole: Kind = {
  id: 'hole',
  title: 'hole',
  rule: 'The parent of the call was never reported: the application makes spans that go nowhere, or elsewhere.',
  advice: 'Give the SDK an exporter to this store, or remove the SDK.',
  breaks: true,
  is: ({ parent, isAtEnd }) => parent === 'unreported' && !isAtEnd,
}
