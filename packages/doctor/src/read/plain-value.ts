// The values of a document without their places, by js-yaml, which is quicker than the parser that knows the places. What the two
// may read differently, and whatever is wrong, is left to that parser. A test compares them.
import { FAILSAFE_SCHEMA, load, Type } from 'js-yaml'

/** One document of a text: from its marker to the next one's. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** The documents of a text; undefined when it has anything of which it is hard to say where they begin and end. */
export function partsOf(text: string): Part[] | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the parser has its own ideas about them
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f\uFEFF\u2028\u2029]|^(?:%|\.\.\.)/m.test(text)) return undefined
  const starts = [...text.matchAll(/^---(?=[ \t\n]|$)/gm)].map(({ index }) => index)
  const all = starts[0] === 0 ? starts : [0, ...starts]
  return all.map((start, n) => ({ start, end: all[n + 1] ?? text.length }))
}

// Anchors, keys that are no plain texts, numbers that are infinite or none, a line that is continued by an empty one. What has a tag
// is refused by the schema.
const unusual =
  /(?:^ *|[-:,] +|[[{] *)(?:&[^\s,[\]{}&]|\?(?:\s|$))|[\]}],?\s*:|(?:^|[\s[,{])[-+]?\.(?:inf|nan)\b|^---[^\s]|\\\n\s*\n/im

/** The value of a document, or undefined when the parser has to read it. An empty one is null. */
export function plainValue(text: string, { start, end }: Part): unknown {
  const own = text.slice(start, end)
  if (unusual.test(own)) return undefined
  try {
    const value = load(own, { schema }) as unknown
    return isOdd(value, deepest) ? undefined : (value ?? null)
  } catch {
    return undefined
  }
}

const deepest = 100

/** What is deep must be told, and the two write keys that are no texts in ways of their own. */
function isOdd(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (left === 0) return true
  if (Array.isArray(value)) return value.some((one) => isOdd(one, left - 1))
  return Object.entries(value).some(([key, one]) => key === 'null' || key.startsWith('[object') || isOdd(one, left - 1))
}

// The core schema of YAML 1.2, which js-yaml's own widens by binary numbers and digits in groups.
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
