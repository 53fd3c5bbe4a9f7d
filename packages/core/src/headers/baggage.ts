// W3C baggage: the limits of its specification, and how to cut a value to whole members.
import { count } from '../shared/counters.ts'

// W3C Baggage, section 3.3.2 "Limits": a platform MUST carry baggage of up to 64 members and 8,192 bytes. Above that it
// may drop whole members, but never part of one.

/** The number of members that must be carried, if they take no more than `MAX_BYTES`. */
export const MAX_MEMBERS = 64

export const MAX_BYTES = 8192

/** Whether this header is baggage, which may lose whole members. */
export function isBaggage({ name }: { readonly name: string }): boolean {
  return name === 'baggage'
}

/**
 * Keeps as many whole members from the start as must be carried and fit into `room` bytes. Counts what it leaves out.
 */
export function cutBaggage(value: string, room: number = Number.POSITIVE_INFINITY): string {
  const kept = firstMembers(wholeWithin(value, room))
  if (kept !== value) count('dropped', 'budget')
  return kept
}

/** Whether the value has no more members than must be carried. */
export function hasFewMembers(value: string): boolean {
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
