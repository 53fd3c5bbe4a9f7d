// Findings that somebody looked at and chose to live with: comments in the text, and an annotation on the object.
import type { Resource } from './read/resource.ts'
import type { Source } from './read/source.ts'
import type { Finding } from './rule.ts'

const annotation = 'traceferry.dev/ignore'

/**
 * Whether a comment or an annotation silences a finding:
 *
 *     # traceferry-disable-next-line TF203
 *     value: https://ledger.shop.svc   # traceferry-disable-line TF203
 *     # traceferry-disable TF203, TF204       (the whole file)
 *     metadata: { annotations: { traceferry.dev/ignore: 'TF203' } }
 *
 * Several ids are separated by commas, what follows ` -- ` is the reason; without an id a comment silences every rule.
 */
export function isSuppressed({ rule, place, resource }: Finding): boolean {
  const comments = commentsOf(place.source)
  if (comments.some(({ from, to, ids }) => from <= place.line && place.line <= to && holds(ids, rule.id))) return true
  return resource !== undefined && annotated(resource).some((text) => holds(idsIn(text), rule.id))
}

interface Comment {
  readonly from: number
  readonly to: number
  /** Empty: every rule. */
  readonly ids: readonly string[]
}

const read = new WeakMap<Source, readonly Comment[]>()

function commentsOf(source: Source): readonly Comment[] {
  const known = read.get(source)
  if (known) return known
  const comments: Comment[] = []
  if (source.text.includes('traceferry-disable')) {
    for (const [n, text] of source.text.split('\n').entries()) {
      const [, scope, ids] = /#\s*traceferry-disable(-next-line|-line)?(?![\w-])(.*)$/.exec(text) ?? [
        undefined,
        undefined,
      ]
      if (ids === undefined) continue
      const line = n + 1
      const [from, to] =
        scope === '-next-line' ? [line + 1, line + 1] : scope === '-line' ? [line, line] : [1, Infinity]
      comments.push({ from, to, ids: idsIn(ids) })
    }
  }
  read.set(source, comments)
  return comments
}

function annotated({ root }: Resource): string[] {
  const metas = [root, root.get('spec', 'template'), root.get('spec', 'jobTemplate', 'spec', 'template')]
  return metas.flatMap((owner) => owner.get('metadata', 'annotations', annotation).text() ?? [])
}

function idsIn(text: string): string[] {
  return text.split(' -- ')[0]!.match(/\bTF\d{3}\b/g) ?? []
}

function holds(ids: readonly string[], id: string): boolean {
  return ids.length === 0 || ids.includes(id)
}
