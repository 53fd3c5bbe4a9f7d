import { count } from './counters.ts'

// W3C Baggage, section 3.3.2 "Limits": a platform MUST carry baggage of up to 64 members and 8,192 bytes; of more it may
// drop whole members, never a part of one.

/** So many members must be carried, as long as they have no more bytes than these. */
export const MOST_MEMBERS = 64

export const MOST_BYTES = 8192

/** Whether whole members may be left out of this header. */
export function isBaggage({ name }: { readonly name: string }): boolean {
  return name === 'baggage'
}

/** As many whole members from the start as fit into so many bytes. */
export function cutToBytes(value: string, room: number): string {
  if (value.length <= room) return value
  count('dropped', 'budget')
  return value.slice(0, Math.max(0, value.lastIndexOf(',', room)))
}

/** As many members from the start as must be carried. */
export function cutToMembers(value: string): string {
  let comma = -1
  for (let members = 0; members < MOST_MEMBERS; members++) {
    comma = value.indexOf(',', comma + 1)
    if (comma < 0) return value
  }
  count('dropped', 'budget')
  return value.slice(0, comma)
}
