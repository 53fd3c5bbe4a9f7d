// Finds rows in the table by two or three of their numbers, in constant time and with 8 bytes per row.

export interface Index {
  /** Each row with this key, the first one first; only a few rows per key are kept. */
  find(a: number, b: number, c: number, visit: (row: number) => boolean): void
}

/** The maximum number of rows per key, so that a trace with a million spans with one id is also fast. */
const MOST = 8

/**
 * @param length of the table
 * @param keyOf writes the key of a row, or returns false for a row without one
 */
export function indexOf(length: number, keyOf: (row: number, key: Uint32Array) => boolean): Index {
  let size = 1024
  while (size < length) size *= 2
  const heads = new Int32Array(size).fill(-1)
  const next = new Int32Array(length).fill(-1)
  const keys = new Uint32Array(length * 3)
  const key = new Uint32Array(3)
  // Must not be guessable: ids made to collide would make it slow.
  const seed = (Math.random() * 0x7fffffff) | 1
  const slotOf = (a: number, b: number, c: number) => {
    let mixed =
      Math.imul(a ^ seed, 0x85ebca6b) ^ Math.imul(b + 0x9e3779b9, 0xc2b2ae35) ^ Math.imul(c ^ (seed << 7), 0x27d4eb2f)
    mixed ^= mixed >>> 15
    return (Math.imul(mixed, 0x2c1b3c6d) >>> 8) & (size - 1)
  }
  for (let row = 0; row < length; row++) {
    if (!keyOf(row, key)) continue
    keys.set(key, row * 3)
    const slot = slotOf(key[0]!, key[1]!, key[2]!)
    let last = -1
    let same = 0
    for (let other = heads[slot]!; other >= 0; other = next[other]!) {
      if (isAt(other, key[0]!, key[1]!, key[2]!)) same++
      last = other
    }
    if (same >= MOST) continue
    if (last < 0) heads[slot] = row
    else next[last] = row
  }
  return {
    find(a, b, c, visit) {
      for (let row = heads[slotOf(a, b, c)]!; row >= 0; row = next[row]!) if (isAt(row, a, b, c) && visit(row)) return
    },
  }

  function isAt(row: number, a: number, b: number, c: number): boolean {
    return keys[row * 3] === a && keys[row * 3 + 1] === b && keys[row * 3 + 2] === c
  }
}
