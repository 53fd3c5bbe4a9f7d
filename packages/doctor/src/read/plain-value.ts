// Reads the values of a document without their places by js-yaml, which is faster than the parser that knows the places. It
// leaves invalid documents, and anything that the two may read differently, to that parser. A test compares them.
import { FAILSAFE_SCHEMA, load, Type } from 'js-yaml'

/** The part of a text with one document: from its marker to the next marker. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** Splits a text into documents. Undefined when it has anything that makes their borders hard to find. */
export function partsOf(text: string): Part[] | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the parser treats them in its own way
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f\uFEFF\u2028\u2029]|^(?:%|\.\.\.)/m.test(text)) return undefined
  const starts = [...text.matchAll(/^---(?=[ \t\n]|$)/gm)].map(({ index }) => index)
  const all = starts[0] === 0 ? starts : [0, ...starts]
  return all.map((start, n) => ({ start, end: all[n + 1] ?? text.length }))
}

// Anchors, merge keys, keys that are not plain text, infinity and NaN, a line continued by an empty line. The schema rejects tags.
const unusual =
  /(?:^ *|[-:,] +|[[{] *)(?:&[^\s,[\]{}&]|\?(?:\s|$))|[\]}],?\s*:|(?:^|[\s[,{])[-+]?\.(?:inf|nan)\b|^---[^\s]|<<["']?\s*:|\\\n\s*\n/im

/** The value of a document, or undefined when the parser must read it. An empty document is null. */
export function plainValue(text: string, { start, end }: Part): unknown {
  const part = text.slice(start, end)
  if (unusual.test(part)) return undefined
  try {
    const value = load(part, { schema }) as unknown
    return isOdd(value, deepest) ? undefined : (value ?? null)
  } catch {
    return undefined
  }
}

const deepest = 100

/** The parser must report deep nesting, and the two libraries write keys that are not text differently. */
function isOdd(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (left === 0) return true
  if (Array.isArray(value)) return value.some((one) => isOdd(one, left - 1))
  return Object.entries(value).some(([key, one]) => key === 'null' || key.startsWith('[object') || isOdd(one, left - 1))
}

// The core schema of YAML 1.2. js-yaml's own schema adds binary numbers and groups of digits.
const schema = FAILSAFE_SCHEMA.extend({
  implicit: [
    wordOf('null', /^(?:~|null|Null|NULL)?$/, () => null),
    wordOf('bool', /^(?:true|True|TRUE|false|False|FALSE)$/, (text) => /^t/i.test(text)),
    wordOf('int', /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/, Number),
    wordOf('float', /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/, Number),
  ],
})

function wordOf(tag: string, pattern: RegExp, construct: (text: string) => unknown): Type {
  const resolve = (text: string | null) => pattern.test(text ?? '')
  return new Type(`tag:yaml.org,2002:${tag}`, { kind: 'scalar', resolve, construct: (text) => construct(text ?? '') })
}
