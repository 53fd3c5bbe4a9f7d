// Captures headers from a message.
import { append, createList, toLines } from '../headers/header-list.ts'
import { MAX_NAMES } from '../outbound/forward-to-message.ts'
import type { Policy } from '../policy/policy.ts'
import { policyFor } from '../policy/policy-for.ts'
import { count } from '../shared/counters.ts'
import { isDisabled } from '../shared/is-disabled.ts'
import { capture } from './capture.ts'
import type { Captured } from './captured.ts'
import { inboundName } from './ensure-checked.ts'

// A queue may bring anything, so the work on it has limits.
const MAX_NAME = 1024
const MAX_VALUE = 65_536 // the longest legal value, that of tracestate
const MAX_BYTES = 16 * MAX_VALUE

/** Takes a header of a message: text, bytes, or a list of these. Returns false once it has seen enough. */
export type Take = (name: unknown, value: unknown) => boolean

/**
 * The captured set of the headers that `read` passes in, checked like `fromJSON`. A name may occur several times, as in a request.
 * Bytes are read as UTF-8, because Kafka clients write text as UTF-8. Everything else is left out, and if reading throws, the set
 * is empty. Never throws.
 *
 * @example
 * captureMessage((take) => void Object.entries(headers).every(([name, value]) => take(name, value)))
 */
export function captureMessage(read: (take: Take) => void, policy?: Policy): Captured {
  const rules = policyFor(policy)
  if (isDisabled()) return capture([], rules)
  const list = createList()
  let taken = 0
  let bytes = 0

  const text = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value
    if (!process.getBuiltinModule('node:util').types.isUint8Array(value)) return undefined
    const { buffer, byteOffset, byteLength } = value
    if (byteLength > MAX_VALUE || bytes + byteLength > MAX_BYTES) {
      count('dropped', 'too long')
      return undefined
    }
    bytes += byteLength
    return Buffer.from(buffer, byteOffset, byteLength).toString('utf8')
  }
  const take: Take = (name, value) => {
    const values: ArrayLike<unknown> = Array.isArray(value) ? value : [value]
    if (values.length === 0) taken++
    for (let i = 0; i < values.length; i++) {
      if (taken === MAX_NAMES) {
        count('dropped', 'too many headers')
        return false
      }
      taken++
      if (typeof name !== 'string' || name.length > MAX_NAME) continue
      const one = text(values[i])
      if (one !== undefined) append(list, inboundName(name, rules), one)
    }
    return true
  }

  try {
    read(take)
    return capture(toLines(list), rules)
  } catch {
    // A getter, a proxy or an iterator threw. A client library's own message would not.
    count('dropped', 'unreadable')
    return capture([], rules)
  }
}
