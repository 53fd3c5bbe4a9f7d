// Adds the captured headers to a call.
import type { Context } from '../context/context.ts'
import { capturedIn } from '../context/open-context.ts'
import {
  append,
  createList,
  firstOf,
  type HeaderList,
  type Lines,
  nameAt,
  sizeOf,
  toLines,
  valueAt,
} from '../headers/header-list.ts'
import type { Captured } from '../inbound/captured.ts'
import { headersOf, rulesOf } from '../inbound/captured-set.ts'
import { ensureChecked } from '../inbound/ensure-checked.ts'
import type { Rule } from '../policy/rules.ts'
import { count } from '../shared/counters.ts'
import { isDisabled } from '../shared/is-disabled.ts'
import type { Call } from './call.ts'
import { decide, keepsNone, reasonToStay } from './decide.ts'
import { publish } from './publish.ts'

const NONE: Lines = Object.freeze(createList())
const NO_RULES: readonly Rule[] = []

/**
 * Decides what to add to a call: a flat list of names and values, empty if nothing is added. The caller's own headers
 * win over ours, a family at a time. Signed requests and hosts outside the mesh get nothing.
 *
 * @example
 * forward(captured, { origin: 'http://orders:8080', headers: { accept: 'text/plain' } })
 * // ['x-request-id', '7f6f...', 'traceparent', '00-...']
 */
export function forward(set: Captured | undefined, call: Call): readonly string[] {
  return Object.freeze(toLines(forwarded(set, call)))
}

/**
 * The same for a call that was made in this context, for our own forwarders. They only read the result, so it may be
 * the list of the set itself.
 */
export function forwardedIn(context: Context, call: Call): Lines {
  const captured = capturedIn(context)
  return captured === undefined && context.expired ? skip(call, 'expired') : forwarded(captured, call)
}

function forwarded(set: Captured | undefined, call: Call): Lines {
  const captured = ensureChecked(set)
  if (captured === undefined) return skip(call, 'outside a request')
  const headers = headersOf(captured)
  if (sizeOf(headers) === 0) return skip(call, 'nothing captured')
  const decision = decide(captured, call)
  if (decision.skipped !== undefined) return skip(call, decision.skipped)

  let added: HeaderList | undefined
  // Most calls stay in the mesh and set none of our names: then no rule keeps a header back.
  const rules = keepsNone(decision) ? NO_RULES : rulesOf(captured)
  for (let i = 0; i < rules.length; i++) {
    const stays = reasonToStay(decision, rules[i] as Rule) !== undefined
    if (stays) added ??= firstOf(headers, i)
    else if (added !== undefined) append(added, nameAt(headers, i), valueAt(headers, i))
  }
  // On most calls all headers go, and then the result is the captured list itself.
  const all = added ?? headers
  if (sizeOf(all) === 0) return skip(call, 'all left to others')
  count('forwarded')
  publish(call.origin, all)
  return all
}

function skip(call: Call, reason: string): Lines {
  if (isDisabled()) return NONE
  count('skipped', reason)
  publish(call.origin, NONE, reason)
  return NONE
}
