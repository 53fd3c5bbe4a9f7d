// When all spans of a load have come in.
import { setTimeout as sleep } from 'node:timers/promises'

/** Envoys report every 0.25 s. Done when all are there and none came for a while, or when nothing has come for long. */
export async function lastSpan(spans, expected) {
  let before = -1
  let quiet = 0
  while (quiet < (spans.length >= expected ? 3 : 30)) {
    quiet = spans.length === before ? quiet + 1 : 0
    before = spans.length
    await sleep(200)
  }
}
