// Finds out which findings a user has suppressed, by a comment in the text or an annotation on the object.
import { memoize } from './memoize.ts'
import type { Resource } from './read/resource.ts'
import type { Source } from './read/source.ts'
import type { Finding } from './rule.ts'

const annotation = 'traceferry.dev/ignore'

/**
 * Whether a comment or an annotation suppresses a finding:
 *
 *     # traceferry-disable-next-line TF203
 *     value: https://ledger.shop.svc   # traceferry-disable-line TF203
 *     # traceferry-disable TF203, TF204       (the whole file)
 *     metadata: { annotations: { traceferry.dev/ignore: 'TF203' } }
 *
 * Commas separate several ids, and text after ` -- ` is the reason. A comment without an id suppresses every rule.
 */
export function isSuppressed({ rule, place, resource }: Finding): boolean {
  const { everywhere, byLine } = commentsOf(place.source)
  if ([...everywhere, ...(byLine.get(place.line) ?? [])].some((ids) => holds(ids, rule.id))) return true
  return resource !== undefined && annotated(resource).some((text) => holds(idsIn(text), rule.id))
}

/** The ids in comments, by the lines that they apply to. An empty list of ids means every rule. */
interface Comments {
  readonly everywhere: (readonly string[])[]
  readonly byLine: Map<number, (readonly string[])[]>
}

const commentsOf = memoize((source: Source): Comments => {
  const everywhere = new Map<string, readonly string[]>()
  const byLine = new Map<number, (readonly string[])[]>()
  if (source.text.includes('traceferry-disable')) {
    for (const [n, text] of source.text.split('\n').entries()) {
      const [, scope, ids] = /#\s*traceferry-disable(-next-line|-line)?(?![\w-])(.*)$/.exec(text) ?? [
        undefined,
        undefined,
      ]
      if (ids === undefined) continue
      const list = idsIn(ids)
      if (scope === undefined) everywhere.set(list.join(), list)
      else {
        const line = scope === '-next-line' ? n + 2 : n + 1
        byLine.set(line, [...(byLine.get(line) ?? []), list])
      }
    }
  }
  return { everywhere: [...everywhere.values()], byLine }
})

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
