// When all spans of a load have come in.
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Envoys report every 0.25 s. Done when all are there and none came for a while, or when nothing has come for long.
 * @param {() => number | Promise<number>} count how many there are by now
 * @param {number} expected
 */
export async function lastSpan(count, expected) {
  let before = -1
  let quiet = 0
  while (quiet < (before >= expected ? 3 : 30)) {
    const now = await count()
    quiet = now === before ? quiet + 1 : 0
    before = now
    await sleep(200)
  }
}
