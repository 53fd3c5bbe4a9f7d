// Finds out which findings a user has suppressed, by a comment in the text or an annotation on the object, and which comments
// and annotations name a rule that does not exist.
import { commentsIn } from './comments.ts'
import { DoctorError, quote } from './errors.ts'
import { memoize } from './memoize.ts'
import type { Resource } from './read/resource.ts'
import { placeAt, type Source } from './read/source.ts'
import type { Finding } from './rule.ts'
import { rules } from './rules.ts'
import type { World } from './world.ts'

const annotation = 'traceferry.dev/ignore'

/**
 * Whether a comment or an annotation suppresses a finding:
 *
 *     # traceferry-disable-next-line TF203
 *     value: https://ledger.shop.svc   # traceferry-disable-line TF203
 *     # traceferry-disable TF203, TF204       (the whole file)
 *     metadata: { annotations: { traceferry.dev/ignore: 'TF203' } }
 *
 * Commas or spaces separate several ids, and text after ` -- ` is the reason. A comment without an id suppresses every rule. An
 * unknown id suppresses nothing and is an error, because a typo must not silence the doctor.
 */
export function isSuppressed({ rule, place, resource }: Finding): boolean {
  const { everywhere, byLine } = directivesOf(place.source)
  if ([...everywhere, ...(byLine.get(place.line) ?? [])].some((one) => holds(one, rule.id))) return true
  return resource !== undefined && annotated(resource).some(({ text }) => holds(directiveOf(text), rule.id))
}

/** One error (TF804) for each unknown rule id in a comment or an annotation. */
export function unknownIds({ resources, settings }: Pick<World, 'resources' | 'settings'>): DoctorError[] {
  const sources = new Set([...resources.map((one) => one.source), ...settings.map((one) => one.place.source)])
  const inComments = [...sources].flatMap((source) =>
    directivesOf(source).unknown.map(({ word, offset }) => ({ word, place: placeAt(source, offset) })),
  )
  const inAnnotations = resources.flatMap((resource) =>
    annotated(resource).flatMap(({ text, place }) =>
      directiveOf(text).unknown.map((word) => ({ word, place: place() })),
    ),
  )
  return [...inComments, ...inAnnotations].map(({ word, place: { source, line, column } }) => {
    const problem = `${source.file}:${line}:${column}: no rule ${quote(word)} to suppress`
    return new DoctorError('TF804', problem, 'name rules as `traceferry doctor rules` does, and put a reason after --')
  })
}

/** The ids of a comment or an annotation. `ids` is empty for every rule; with `unknown` words alone it suppresses nothing. */
interface Directive {
  readonly ids: readonly string[]
  readonly unknown: readonly string[]
}

interface Directives {
  readonly everywhere: readonly Directive[]
  readonly byLine: ReadonlyMap<number, readonly Directive[]>
  readonly unknown: readonly { readonly word: string; readonly offset: number }[]
}

const directivesOf = memoize((source: Source): Directives => {
  const everywhere = new Map<string, Directive>()
  const byLine = new Map<number, Directive[]>()
  const unknown: { word: string; offset: number }[] = []
  const comments = source.text.includes('traceferry-disable') ? commentsIn(source) : []
  for (const { text, offset } of comments) {
    const [, scope, rest] = /^#\s*traceferry-disable(-next-line|-line)?(?![\w-])(.*)$/.exec(text) ?? []
    if (rest === undefined) continue
    const directive = directiveOf(rest)
    for (const word of directive.unknown) unknown.push({ word, offset })
    if (scope === undefined) everywhere.set(JSON.stringify(directive), directive)
    else {
      const { line } = placeAt(source, offset)
      const at = scope === '-next-line' ? line + 1 : line
      byLine.set(at, [...(byLine.get(at) ?? []), directive])
    }
  }
  return { everywhere: [...everywhere.values()], byLine, unknown }
})

function annotated({ root }: Resource) {
  const metas = [root, root.get('spec', 'template'), root.get('spec', 'jobTemplate', 'spec', 'template')]
  return metas.flatMap((owner) => {
    const field = owner.get('metadata', 'annotations', annotation)
    const text = field.text()
    return text === undefined ? [] : [{ text, place: () => field.place }]
  })
}

/** Reads ids in upper or lower case. Words after an id are a reason, unless they begin like an id. */
function directiveOf(text: string): Directive {
  const ids: string[] = []
  const unknown: string[] = []
  for (const word of text.split(/(?:^|\s)--(?:\s|$)/)[0]!.split(/[\s,]+/)) {
    const id = word.replace(/[.;:]+$/, '').toUpperCase()
    if (id === '') continue
    if (rules.some((rule) => rule.id === id)) ids.push(id)
    else if (ids.length === 0 || id.startsWith('TF')) unknown.push(word)
  }
  return { ids, unknown }
}

function holds({ ids, unknown }: Directive, id: string): boolean {
  return ids.length === 0 ? unknown.length === 0 : ids.includes(id)
}
