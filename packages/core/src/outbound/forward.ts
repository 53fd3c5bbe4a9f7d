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
import { type Decision, decide, keepsNone, reasonToStay } from './decide.ts'
import { publish } from './publish.ts'

const NONE: Lines = Object.freeze(createList())

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

  // Most calls stay in the mesh and set none of our names: then all headers go, and the result is the captured list itself.
  const added = keepsNone(decision) ? headers : goingIn(headers, rulesOf(captured), decision)
  if (sizeOf(added) === 0) return skip(call, 'all left to others')
  count('forwarded')
  publish(call.origin, added)
  return added
}

/** The headers that no rule keeps back: the list itself, or a shorter one. */
function goingIn(headers: Lines, rules: readonly Rule[], decision: Decision): Lines {
  let going: HeaderList | undefined
  for (let i = 0; i < rules.length; i++) {
    const stays = reasonToStay(decision, rules[i] as Rule) !== undefined
    if (stays) going ??= firstOf(headers, i)
    else if (going !== undefined) append(going, nameAt(headers, i), valueAt(headers, i))
  }
  return going ?? headers
}

function skip(call: Call, reason: string): Lines {
  if (isDisabled()) return NONE
  count('skipped', reason)
  publish(call.origin, NONE, reason)
  return NONE
}
