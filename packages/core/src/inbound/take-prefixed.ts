// Captures headers by the prefix of their names.
import { startsWith } from '../engine/is-same.ts'
import { append, type HeaderList } from '../headers/header-list.ts'
import { isForbidden, startsForbidden } from '../headers/is-forbidden.ts'
import { isToken } from '../headers/values.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { PrefixRule, Rule } from '../policy/rules.ts'
import { count } from '../shared/counters.ts'
import { legalValue } from './legal-value.ts'

/** What one request has so far under prefixes such as `uberctx-`. */
export interface Prefixed {
  readonly names: Set<string>
  readonly used: Used[]
  tooMany: number
}

/** What has come under one prefix: names that were checked, headers that were taken, and the bytes of these. */
interface Used {
  readonly prefix: PrefixRule
  checked: number
  headers: number
  bytes: number
}

/** The number of names that are checked. If none of them may be forwarded, checking more is not worth the work. */
const MAX_CHECKED = 256

/**
 * Takes a header if it belongs to a prefix, within the limits of that prefix. If a client or a queue sends a thousand,
 * each one above the limits costs only a check of the start of its name. The first header of a name counts.
 */
export function takePrefixed(
  before: Prefixed | undefined,
  rawName: string,
  raw: string,
  policy: ResolvedPolicy,
  found: HeaderList,
  rules: Rule[],
): Prefixed | undefined {
  const prefix = prefixOf(rawName, policy.prefixes)
  if (prefix === undefined) return before
  const state: Prefixed = before ?? { names: new Set(), used: [], tooMany: 0 }
  const { names } = state
  const used = usedBy(prefix, state)
  // The cheapest check comes first: none of these may cost much if there are a thousand.
  if (
    used.checked >= MAX_CHECKED ||
    used.headers >= prefix.maxCount ||
    used.bytes + rawName.length >= prefix.maxBytes
  ) {
    state.tooMany++
    return state
  }
  used.checked++
  if (startsForbidden(rawName)) return state
  const value = legalValue(raw, prefix, policy.verbatim)
  if (value === undefined) return state
  const name = rawName.toLowerCase()
  if (names.has(name) || isForbidden(name)) return state
  if (!isToken(name)) {
    count('dropped', 'unreadable')
    return state
  }
  // Remembered even if it is too long: a shorter one with the same name is not the first.
  names.add(name)
  const bytes = used.bytes + name.length + value.length
  if (bytes > prefix.maxBytes) {
    state.tooMany++
    return state
  }
  used.headers++
  used.bytes = bytes
  append(found, name, value)
  // One rule object per name: a prefix header is its own family unless its format says otherwise.
  rules.push({ ...prefix, name, outbound: name, family: prefix.family === prefix.name ? name : prefix.family })
  return state
}

function usedBy(prefix: PrefixRule, { used }: Prefixed): Used {
  // Not a map: there are few prefixes, and there may be a thousand headers of one.
  for (let i = 0; i < used.length; i++) if ((used[i] as Used).prefix === prefix) return used[i] as Used
  const first: Used = { prefix, checked: 0, headers: 0, bytes: 0 }
  used.push(first)
  return first
}

/** The prefix that a name, in any case, belongs to. */
export function prefixOf(name: string, prefixes: readonly PrefixRule[]): PrefixRule | undefined {
  for (let i = 0; i < prefixes.length; i++) {
    const prefix = prefixes[i] as PrefixRule
    if (name.length > prefix.name.length && startsWith(name, prefix.name)) return prefix
  }
  return undefined
}
