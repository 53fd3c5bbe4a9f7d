// Bytes that arrive in parts and are dropped once read. Each byte is copied a bounded number of times, however large a value grows.

export interface GrowingBytes {
  /** The current bytes; a new view after each change. */
  readonly all: Buffer
  add(chunk: Uint8Array): void
  /** Drops the first ones. */
  drop(count: number): void
}

export function createGrowingBytes(): GrowingBytes {
  let room = Buffer.allocUnsafe(256 * 1024)
  let [start, end] = [0, 0]
  return {
    get all() {
      return room.subarray(start, end)
    },
    add(chunk) {
      if (end + chunk.length > room.length) {
        const length = end - start
        const needed = length + chunk.length
        const next = needed * 2 > room.length ? Buffer.allocUnsafe(needed * 2) : room
        room.copy(next, 0, start, end)
        room = next
        start = 0
        end = length
      }
      room.set(chunk, end)
      end += chunk.length
    },
    drop(count) {
      start += count
    },
  }
}
