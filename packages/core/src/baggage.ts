// W3C Baggage, section 3.3.2 "Limits": a platform MUST carry baggage of up to 64 members and 8,192 bytes; of more it may
// drop whole members, never a part of one.

const MOST_MEMBERS = 64

/** So many bytes of baggage must be carried, as long as they are in no more than 64 members. */
export const MOST_BYTES = 8192

/** Whether there are no more members than must be carried. */
export function isSmallBaggage(value: string): boolean {
  let members = 1
  for (let at = value.indexOf(','); at >= 0; at = value.indexOf(',', at + 1)) if (++members > MOST_MEMBERS) return false
  return true
}

/** As many whole members from the start as fit into so many bytes, and no more than must be carried. */
export function cutBaggage(value: string, room: number): string {
  let end = 0
  for (let members = 0; members < MOST_MEMBERS && end < value.length; members++) {
    const comma = value.indexOf(',', end === 0 ? 0 : end + 1)
    const next = comma < 0 ? value.length : comma
    if (next > room) break
    end = next
  }
  return value.slice(0, end)
}
