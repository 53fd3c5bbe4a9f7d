import { count } from '../shared/counters.ts'

// W3C Baggage, section 3.3.2 "Limits": a platform MUST carry baggage of up to 64 members and 8,192 bytes; of more it may
// drop whole members, never a part of one.

/** So many members must be carried, as long as they have no more bytes than these. */
export const MAX_MEMBERS = 64

export const MAX_BYTES = 8192

/** Whether whole members may be left out of this header. */
export function isBaggage({ name }: { readonly name: string }): boolean {
  return name === 'baggage'
}

/** As many whole members from the start as must be carried and fit into so many bytes; what is left out is counted. */
export function cutBaggage(value: string, room: number = Number.POSITIVE_INFINITY): string {
  const kept = firstMembers(wholeWithin(value, room))
  if (kept !== value) count('dropped', 'budget')
  return kept
}

/** Whether it has no more members than must be carried. */
export function isOfFewMembers(value: string): boolean {
  return firstMembers(value) === value
}

function wholeWithin(value: string, room: number): string {
  return value.length <= room ? value : value.slice(0, Math.max(0, value.lastIndexOf(',', room)))
}

function firstMembers(value: string): string {
  let comma = -1
  for (let members = 0; members < MAX_MEMBERS; members++) {
    comma = value.indexOf(',', comma + 1)
    if (comma < 0) return value
  }
  return value.slice(0, comma)
}
