// Finds the parts of a manifest that an excerpt hides: values meant only for the app, which may be secrets. An excerpt shows
// the value of its finding, but only the names of the values next to it.
import { withoutUserinfo } from '@traceferry/core/internal'
import { isMap, isPair, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml'
import { firstIndex } from '../first-index.ts'
import { memoize } from '../memoize.ts'
import { documentsIn } from '../read/documents.ts'
import type { Source } from '../read/source.ts'
import { soundsSecret } from './secrets.ts'

export interface Part {
  readonly start: number
  readonly end: number
}

/** What to hide. `words`: everything but plain flags. `everything`: even the finding's own value, as in a Secret. */
type Hidden = 'nothing' | 'values' | 'words' | 'everything'

/** Maps that may hold any text: annotations, variables, headers that a route adds. */
const open = /^(annotations|environment|set|add)$/

/**
 * The parts of a text between `from` and `to` that must be masked. `points` are the offsets that the excerpt is about, in
 * order: of a key, of a list item, or inside a value.
 */
export function hiddenParts(source: Source, from: number, to: number, points: readonly number[]): Part[] {
  const parts: Part[] = []
  const hasPoint = (node: unknown) => setOf(points).has(rangeOf(node)?.[0] ?? -1)
  const isNear = (node: unknown) => {
    const range = rangeOf(node)
    return range === undefined || (range[0] < to && range[1] > from)
  }

  function visit(node: unknown, hidden: Hidden, named: boolean): void {
    if (!isNear(node)) return
    if (isScalar(node)) scalar(node, hidden, named)
    else if (isSeq(node)) {
      for (const item of itemsIn(node.items, from, to)) visit(isPair(item) ? item.value : item, hidden, hasPoint(item))
    } else if (isMap(node)) {
      const kind = kindOf(node)
      for (const { key, value } of itemsIn(node.items, from, to)) {
        if (isNear(key) || isNear(value)) visit(value, hiddenIn(textOf(key), kind, value, hidden), hasPoint(key))
      }
    }
  }

  function scalar(node: Scalar, hidden: Hidden, named: boolean): void {
    const [start, end] = rangeOf(node)!
    const text = String(node.value ?? '')
    if (text === '') return
    const inside = pointsIn(points, start, end)
    // In a text of several lines, only the lines of the finding are shown.
    const hasLines = /^BLOCK/.test(node.type ?? '') || source.text.slice(start, end).trimEnd().includes('\n')
    if (hidden !== 'nothing' && !hasLines && text.includes('\n')) parts.push({ start, end })
    else if (hasLines) {
      parts.push(...outsideLines(source, start, end, hidden === 'everything' ? [] : inside.filter((at) => at > start)))
    } else if (hidden === 'everything') parts.push({ start, end })
    else if (named || inside.length > 0) {
      if (isDisguised(String(node.value), source.text.slice(start, end))) parts.push({ start, end })
    } else if (hidden === 'values' || (hidden === 'words' && !/^--?[\w.-]+$/.test(text))) parts.push({ start, end })
  }

  for (const document of documentsIn(source, from, to)) visit(document.contents, 'nothing', false)
  return parts
}

/** The points in a range, from a sorted list. */
export function pointsIn(points: readonly number[], from: number, to: number): readonly number[] {
  return points.slice(
    firstIndex(points, (at) => at >= from),
    firstIndex(points, (at) => at >= to),
  )
}

const setOf = memoize((points: readonly number[]) => new Set(points))

/** The members of a list or map that overlap a part of the text. Binary search, because there may be tens of thousands. */
function itemsIn<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const first = firstIndex(items, (item) => endOf(item) > from)
  const rest = firstIndex(items, (item) => startOf(item) >= to)
  return items.slice(first, Math.max(first, rest))
}

function startOf(item: unknown): number {
  return rangeOf(isPair(item) ? item.key : item)?.[0] ?? 0
}

function endOf(item: unknown): number {
  if (!isPair(item)) return rangeOf(item)?.[1] ?? 0
  return rangeOf(item.value)?.[1] ?? rangeOf(item.key)?.[1] ?? 0
}

/** What to hide in a member of a map, by its name and by the kind of object it is in. */
function hiddenIn(key: string, kind: string | undefined, value: unknown, hidden: Hidden): Hidden {
  if (kind !== undefined && /^(data|stringData|binaryData|encryptedData)$/.test(key))
    return kind === 'ConfigMap' ? 'values' : 'everything'
  if (hidden !== 'nothing') return hidden
  if (open.test(key) || (key === 'env' && isMap(value))) return 'values'
  if (key === 'command' || key === 'args') return 'words'
  // `value` belongs to a variable or a header. Hiding any other `value` does no harm.
  return key === 'value' || soundsSecret(key) ? 'values' : 'nothing'
}

/** The kind of a map that is a Kubernetes object. A map with more than 50 members is not one. */
function kindOf(map: YAMLMap): string | undefined {
  if (map.items.length > 50) return undefined
  const of = (name: string) => map.items.find(({ key }) => textOf(key) === name)?.value
  const kind = of('kind')
  return of('apiVersion') !== undefined && isScalar(kind) ? String(kind.value) : undefined
}

/** Whether escapes hide a password from the check for URLs: `"https://bob:secret\\x40orders"`. */
function isDisguised(value: string, raw: string): boolean {
  return raw.includes('\\') && withoutUserinfo(value) !== value && withoutUserinfo(raw) === raw
}

/** The parts of a text outside the lines with these points. */
function outsideLines({ text }: Source, start: number, end: number, points: readonly number[]): Part[] {
  const parts: Part[] = []
  let from = start
  for (const at of [...points].sort((a, b) => a - b)) {
    const line = text.lastIndexOf('\n', at - 1) + 1
    if (line > from) parts.push({ start: from, end: line })
    const next = text.indexOf('\n', at)
    from = Math.max(from, next === -1 ? end : next)
  }
  return from < end ? [...parts, { start: from, end }] : parts
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  return (node as { range?: [number, number] } | null)?.range
}

function textOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : ''
}
