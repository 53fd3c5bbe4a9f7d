// Captures headers from a request.
import { bucketOf } from '../engine/buckets.ts'
import { append, createList, nameAt, sizeOf, valueAt } from '../headers/header-list.ts'
import { type Policy, resolved } from '../policy/policy.ts'
import { show } from '../shared/errors.ts'
import { warnOnce } from '../shared/warn-once.ts'
import type { Captured } from './captured.ts'
import { createCaptured, headersOf } from './captured-set.ts'
import { legalLines } from './legal-lines.ts'
import { linesIn } from './lines-of.ts'

/** Headers of a request, in the shapes that servers and platforms have. */
export type CapturableHeaders = readonly string[] | Iterable<readonly [string, string]> | HeaderObject

/** Values by name; undefined is no value. A list: the header came in several lines. */
export interface HeaderObject {
  readonly [name: string]: string | readonly string[] | undefined
}

/**
 * More bytes than this are checked at once, not kept unchecked. It is the maximum that Node accepts in one request.
 */
const MAX_UNREAD = 16_384

/**
 * Takes the propagation headers out of the headers of a request, and cleans them by the rules of their formats. Give it the raw
 * lines where there are any (`request.rawHeaders`: name, value, name, value, ...), because node:http joins repeated
 * tracing headers into a text that no proxy can read. Otherwise it takes a plain object, such as the `headers` or
 * `multiValueHeaders` of a Lambda's event, the web's `Headers`, a Map, or pairs. For anything else it warns once (TF019), and
 * the set is empty. The lines are checked when they are first read, because many requests make no call. The length of the lines
 * limits the work, whatever is in them. Never throws.
 *
 * @example
 * const captured = capture(request.rawHeaders, policy)
 * const fromEvent = capture(event.headers, policy)
 */
export function capture(headers: CapturableHeaders, policy: Policy): Captured {
  const rules = resolved(policy)
  const rawHeaders = linesFrom(headers)
  const picked = createList()
  let bytes = 0
  const size = sizeOf(rawHeaders)
  for (let i = 0; i < size; i++) {
    const name = nameAt(rawHeaders, i)
    const value = valueAt(rawHeaders, i)
    if (typeof name !== 'string' || typeof value !== 'string' || bucketOf(rules.buckets, name) === undefined) continue
    append(picked, name, value)
    bytes += name.length + value.length
  }
  const captured = createCaptured(picked, rules, legalLines)
  // Reading them checks them.
  if (bytes > MAX_UNREAD) headersOf(captured)
  return captured
}

function linesFrom(headers: unknown): readonly string[] {
  let lines: string[] | undefined
  try {
    if (Array.isArray(headers) && !Array.isArray(headers[0])) return headers
    lines = linesIn(headers)
  } catch {
    // A getter or a proxy that throws: these are not headers.
  }
  if (lines === undefined) {
    const cure = 'give it request.rawHeaders, a plain object of headers, or Headers'
    warnOnce('TF019', `capture() got ${show(headers)}, which is not headers, and captured nothing; ${cure}`)
  }
  return lines ?? []
}
