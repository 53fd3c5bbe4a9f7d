// What of a manifest an excerpt does not show: values that others put there for the app alone. The finding's own value is
// shown, and of its neighbors the names.
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

/** `words`: all but plain flags; `own`: even what the finding is about, as in a Secret. */
type Hidden = 'nothing' | 'values' | 'words' | 'own'

/** Maps of texts that anybody may have put there: annotations, variables, headers that a route adds. */
const open = /^(annotations|environment|set|add)$/

/**
 * The parts of a text between `from` and `to` that are to be masked; `own` are the places that the excerpt is about: a key,
 * a list item, or a point inside of a value, in the order of the text.
 */
export function hiddenParts(source: Source, from: number, to: number, own: readonly number[]): Part[] {
  const parts: Part[] = []
  const isOwn = (node: unknown) => setOf(own).has(rangeOf(node)?.[0] ?? -1)
  const isNear = (node: unknown) => {
    const range = rangeOf(node)
    return range === undefined || (range[0] < to && range[1] > from)
  }

  function visit(node: unknown, hidden: Hidden, named: boolean): void {
    if (!isNear(node)) return
    if (isScalar(node)) scalar(node, hidden, named)
    else if (isSeq(node)) {
      for (const item of around(node.items, from, to)) visit(isPair(item) ? item.value : item, hidden, isOwn(item))
    } else if (isMap(node)) {
      const kind = kindOf(node)
      for (const { key, value } of around(node.items, from, to)) {
        if (isNear(key) || isNear(value)) visit(value, within(textOf(key), kind, value, hidden), isOwn(key))
      }
    }
  }

  function scalar(node: Scalar, hidden: Hidden, named: boolean): void {
    const [start, end] = rangeOf(node)!
    const text = String(node.value ?? '')
    if (text === '') return
    const points = pointsIn(own, start, end)
    // Of a text of several lines only those are shown that the finding is about.
    const hasLines = /^BLOCK/.test(node.type ?? '') || source.text.slice(start, end).trimEnd().includes('\n')
    if (hidden !== 'nothing' && !hasLines && text.includes('\n')) parts.push({ start, end })
    else if (hasLines) {
      parts.push(...without(source, start, end, hidden === 'own' ? [] : points.filter((at) => at > start)))
    } else if (hidden === 'own') parts.push({ start, end })
    else if (named || points.length > 0) {
      if (isDisguised(String(node.value), source.text.slice(start, end))) parts.push({ start, end })
    } else if (hidden === 'values' || (hidden === 'words' && !/^--?[\w.-]+$/.test(text))) parts.push({ start, end })
  }

  for (const document of documentsIn(source, from, to)) visit(document.contents, 'nothing', false)
  return parts
}

/** Of points in their order those from one place up to another. */
export function pointsIn(own: readonly number[], from: number, to: number): readonly number[] {
  return own.slice(
    firstIndex(own, (at) => at >= from),
    firstIndex(own, (at) => at >= to),
  )
}

const setOf = memoize((own: readonly number[]) => new Set(own))

/** The members of a list or map that may reach into a part of the text: there may be tens of thousands around them. */
function around<T>(items: readonly T[], from: number, to: number): readonly T[] {
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

/** How a member of a map is to be taken, by its name and by what it is a member of. */
function within(key: string, kind: string | undefined, value: unknown, hidden: Hidden): Hidden {
  if (kind !== undefined && /^(data|stringData|binaryData|encryptedData)$/.test(key))
    return kind === 'ConfigMap' ? 'values' : 'own'
  if (hidden !== 'nothing') return hidden
  if (open.test(key) || (key === 'env' && isMap(value))) return 'values'
  if (key === 'command' || key === 'args') return 'words'
  // `value` is a variable's, or a header's: what else is called so is no loss.
  return key === 'value' || soundsSecret(key) ? 'values' : 'nothing'
}

/** Of a map that is a Kubernetes object. One of more members than these is none. */
function kindOf(map: YAMLMap): string | undefined {
  if (map.items.length > 50) return undefined
  const of = (name: string) => map.items.find(({ key }) => textOf(key) === name)?.value
  const kind = of('kind')
  return of('apiVersion') !== undefined && isScalar(kind) ? String(kind.value) : undefined
}

/** A password that is seen only by who reads the escapes: `"https://bob:secret\\x40orders"`. */
function isDisguised(value: string, raw: string): boolean {
  return raw.includes('\\') && withoutUserinfo(value) !== value && withoutUserinfo(raw) === raw
}

/** The part without the lines in which these points are. */
function without({ text }: Source, start: number, end: number, points: readonly number[]): Part[] {
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
