import {
  get,
  type HeaderList,
  keepFirst,
  nameAt,
  namesOf,
  setNameAt,
  setValueAt,
  sizeOf,
  valueAt,
} from '../headers/header-list.ts'
import type { Checked } from '../inbound/captured-set.ts'
import { prefixOf } from '../inbound/take-prefixed.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Rule } from '../policy/rules.ts'
import { findRule } from './buckets.ts'
import type { Shape } from './shape.ts'

// A service mostly gets headers of the same names in the same order, from its one sidecar. Where all their values are fine,
// what the rules make of them is what they made of those before: that takes a third of the instructions.

/** As many are remembered: a service has a few kinds of clients. */
const MAX_SHAPES = 4

/** Of more lines than these nothing is remembered: they are a stranger's. */
const MAX_LINES = 64

/** What may go of these lines, if they are like some that came before, and all of their values are fine. */
export function readByShape(lines: HeaderList, { shapes, maxBytes }: ResolvedPolicy): Checked | undefined {
  for (let i = 0; i < shapes.length; i++) {
    const found = readInShape(lines, shapes[i] as Shape, maxBytes)
    if (found !== undefined) return found
  }
  return undefined
}

function readInShape(lines: HeaderList, { names, rules, kept }: Shape, maxBytes: number): Checked | undefined {
  if (names.length !== sizeOf(lines)) return undefined
  let bytes = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (nameAt(lines, i) !== name) return undefined
    const rule = rules[i]
    if (rule === undefined) continue
    // The same text, as a key of which the engine knows the hash.
    setNameAt(lines, i, name)
    const value = valueAt(lines, i)
    if (value.length > rule.room || !rule.passes(value)) return undefined
    bytes += name.length + value.length
  }
  if (bytes > maxBytes) return undefined
  return { headers: kept.length === names.length ? lines : ruled(lines, rules), rules: kept }
}

/** What of these lines has a rule. */
function ruled(lines: HeaderList, rules: readonly (Rule | undefined)[]): HeaderList {
  let at = 0
  for (let i = 0; i < rules.length; i++) {
    if (rules[i] === undefined) continue
    setNameAt(lines, at, nameAt(lines, i))
    setValueAt(lines, at++, valueAt(lines, i))
  }
  keepFirst(lines, at)
  return lines
}

/** Remembers lines of which nothing was changed, and of whose like nothing will be where their values are fine. */
export function rememberShape(lines: HeaderList, { headers, rules }: Checked, policy: ResolvedPolicy): void {
  // Which of two b3 goes hangs on their values.
  if (rules.length === 0 || sizeOf(lines) > MAX_LINES || get(lines, 'b3') !== '') return
  const names = namesOf(lines)
  const found: (Rule | undefined)[] = []
  let kept = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const rule = findRule(policy.buckets, name, policy.rules)
    found.push(rule)
    if (rule === undefined) {
      // Under a prefix it is the bytes of all that decide.
      if (prefixOf(name, policy.prefixes) !== undefined) return
      continue
    }
    // In other letters a name may be a second one of a rule, and the first of the two was of no use.
    const same = rule.name === name && rule.outbound === name && rule === rules[kept]
    if (!same || valueAt(headers, kept++) !== valueAt(lines, i)) return
    names[i] = rule.name
  }
  if (kept !== rules.length) return
  if (policy.shapes.length === MAX_SHAPES) policy.shapes.shift()
  policy.shapes.push({ names, rules: found, kept: rules })
}
