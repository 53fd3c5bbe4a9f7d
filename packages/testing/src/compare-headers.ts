// Compares the headers of a call with the headers of its request.
import { pairsOf } from '@traceferry/core/internal'
import { type Canaries, isUnique } from './canaries.ts'

/**
 * What happened to one header of the request on a call.
 * - `arrived`: once, byte for byte. `continued`: with the same trace id and a new span id, as a tracer writes it.
 * - `missing`: not there. `changed`: another value. `doubled`: several times. `foreign`: the value of another request.
 */
export interface HeaderResult {
  /** Lower-case name. */
  readonly name: string
  /** What happened to it: see above. */
  readonly state: 'arrived' | 'continued' | 'missing' | 'changed' | 'doubled' | 'foreign'
  /** The value in the request. */
  readonly sent: string
  /** The values on the call. */
  readonly got: readonly string[]
}

/** Compares a call's raw header lines with the canaries of its request, and with the canaries of earlier requests. */
export function compareHeaders(
  rawHeaders: readonly string[],
  canaries: Canaries,
  earlier: readonly Canaries[],
): readonly HeaderResult[] {
  const carried = (name: string) =>
    pairsOf(rawHeaders).flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []))
  return [...canaries].map(([name, sent]) => {
    const got = carried(name)
    return { name, sent, got, state: stateOf(name, sent, got, canaries, earlier) }
  })
}

function stateOf(
  name: string,
  sent: string,
  got: readonly string[],
  canaries: Canaries,
  earlier: readonly Canaries[],
): HeaderResult['state'] {
  if (got.length === 0) return 'missing'
  if (got.some((value) => isUnique(value) && earlier.some((set) => set.get(name) === value))) return 'foreign'
  if (got.length > 1) return 'doubled'
  const [value] = got as [string]
  if (value === sent) return 'arrived'
  return isContinued(name, value, canaries) ? 'continued' : 'changed'
}

function isContinued(name: string, value: string, canaries: Canaries): boolean {
  if (name === 'traceparent') return value.slice(3, 35) === canaries.get(name)?.slice(3, 35)
  if (name === 'b3') return value.split('-')[0] === canaries.get(name)?.split('-')[0]
  return false
}
