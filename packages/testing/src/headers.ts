import { pairsOf } from '@traceferry/core/internal'
import { type Canaries, isTelling } from './canaries.ts'

/**
 * What became of one header of the request on a call.
 * - `arrived`: once, byte for byte. `continued`: with the same trace id and another span id, as a tracer writes it.
 * - `missing`; `changed`: another value; `doubled`: several times; `foreign`: the value of another request.
 */
export interface HeaderResult {
  /** Lower-case name. */
  readonly name: string
  /** What became of it: see above. */
  readonly state: 'arrived' | 'continued' | 'missing' | 'changed' | 'doubled' | 'foreign'
  /** The value that the request brought. */
  readonly sent: string
  /** The values on the call. */
  readonly got: readonly string[]
}

/** Compares a call's raw header lines with the canaries of its request, and with those of the requests before it. */
export function compare(
  rawHeaders: readonly string[],
  canaries: Canaries,
  earlier: readonly Canaries[],
): readonly HeaderResult[] {
  const carried = (name: string) =>
    pairsOf(rawHeaders).flatMap(([own, value]) => (own.toLowerCase() === name ? [value] : []))
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
  if (got.some((value) => isTelling(value) && earlier.some((set) => set.get(name) === value))) return 'foreign'
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
