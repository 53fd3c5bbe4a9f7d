// A captured set as plain JSON, and back.
import { bucketOf } from '../engine/buckets.ts'
import { append, createList, type HeaderList, pairsOf, toLines } from '../headers/header-list.ts'
import { capture } from '../inbound/capture.ts'
import type { Captured } from '../inbound/captured.ts'
import { headersOf } from '../inbound/captured-set.ts'
import { inboundName } from '../inbound/ensure-checked.ts'
import { MAX_NAMES } from '../outbound/forward-to-message.ts'
import type { Policy, ResolvedPolicy } from '../policy/policy.ts'
import { policyFor } from '../policy/policy-for.ts'
import { count } from '../shared/counters.ts'
import { current } from './current.ts'

/** A captured set as plain JSON: header names and values. Small enough for a job, a message or a worker's data. */
export type CapturedJSON = Readonly<Record<string, string>>

/**
 * The captured set of the current request as plain JSON, or undefined outside a request: for worker threads and your
 * own tables. It is the whole set, including user data, and no target is checked. For a queue that others can read, use
 * `bullmq.forward(data)`. The set itself is not plain data: `JSON.stringify` writes it in this form, but a clone of it,
 * such as a worker gets, is empty.
 *
 * @example
 * worker.postMessage({ to, trace: toJSON() })
 */
export function toJSON(captured: Captured | undefined = current()): CapturedJSON | undefined {
  return captured === undefined ? undefined : Object.fromEntries(pairsOf(headersOf(captured)))
}

/**
 * The captured set that `toJSON` wrote, checked again by the policy: a queue is not more trusted than a client. A value may be a
 * list, for a repeated header. Without a policy, the options of the app's setup line count, and then those of the environment.
 * Anything that is not such JSON gives an empty set. Never throws.
 *
 * @example
 * parentPort.on('message', ({ to, trace }) => run(fromJSON(trace), () => send(to)))
 */
export function fromJSON(json: unknown, policy?: Policy): Captured {
  const rules = policyFor(policy)
  try {
    return capture(toLines(listOf(typeof json === 'object' && json !== null ? json : {}, rules)), rules)
  } catch {
    // A proxy or a getter that throws is not JSON.
    return capture([], rules)
  }
}

function listOf(json: object, policy: ResolvedPolicy): HeaderList {
  const list = createList()
  let left = MAX_NAMES
  for (const name of Object.keys(json)) {
    const wire = inboundName(name, policy)
    // Other keys are not even read.
    if (bucketOf(policy.buckets, wire) === undefined) continue
    const value = (json as Record<string, unknown>)[name]
    for (const one of Array.isArray(value) ? value : [value]) {
      if (left-- === 0) {
        count('dropped', 'too many headers')
        return list
      }
      if (typeof one === 'string') append(list, wire, one)
    }
  }
  return list
}
