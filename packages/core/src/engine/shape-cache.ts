// Remembers the header names of the last requests, to do less for a request that looks the same.
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
import { MAX_LINES, MAX_SHAPES, type Shape } from './shape.ts'

// A service mostly gets headers of the same names in the same order, from its one sidecar. If all their values are
// fine, the rules give the same result as before. Reusing it takes a third of the instructions.

/** The lines that may be forwarded, if they look like some that came before, and all of their values are fine. */
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
    // The same text, but as a string whose hash the engine knows.
    setNameAt(lines, i, name)
    const value = valueAt(lines, i)
    if (value.length > rule.room || !rule.passes(value)) return undefined
    bytes += name.length + value.length
  }
  if (bytes > maxBytes) return undefined
  return { headers: kept.length === names.length ? lines : ruled(lines, rules), rules: kept }
}

/** Keeps only the lines that have a rule. */
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

/**
 * Remembers the names of these lines, if the rules changed nothing, and will change nothing as long as the values are
 * fine.
 */
export function rememberShape(lines: HeaderList, { headers, rules }: Checked, policy: ResolvedPolicy): void {
  // The values decide which of the two B3 spellings is kept.
  if (rules.length === 0 || sizeOf(lines) > MAX_LINES || get(lines, 'b3') !== '') return
  const names = namesOf(lines)
  const found: (Rule | undefined)[] = []
  let kept = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const rule = findRule(policy.buckets, name, policy.rules)
    found.push(rule)
    if (rule === undefined) {
      // Under a prefix, the total number of bytes decides.
      if (prefixOf(name, policy.prefixes) !== undefined) return
      continue
    }
    // A name in another case may be the second one of its rule, and the first was dropped.
    const same = rule.name === name && rule.outbound === name && rule === rules[kept]
    if (!same || valueAt(headers, kept++) !== valueAt(lines, i)) return
    names[i] = rule.name
  }
  if (kept !== rules.length) return
  if (policy.shapes.length === MAX_SHAPES) policy.shapes.shift()
  policy.shapes.push({ names, rules: found, kept: rules })
}
