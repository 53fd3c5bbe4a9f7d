// Waits until a counter of a store says that it has all spans.
import { setTimeout as sleep } from 'node:timers/promises'

/** @param metrics address of the page in Prometheus' format, @param counter a pattern whose first group is the number */
export async function savedAll({ name, metrics, counter, count }) {
  for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
    const text = await (await fetch(metrics)).text()
    const saved = [...text.matchAll(counter)].reduce((sum, [, number]) => sum + Number(number), 0)
    if (saved >= count) return
    if (Date.now() > deadline) throw new Error(`${name} has saved ${saved} of ${count} spans`)
  }
}

/** Until its API answers. Throws when the program ends. */
export async function answers(url, program) {
  for (;;) {
    if (program.failure()) throw new Error(program.failure())
    const answer = await fetch(`${url}/api/services`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (answer?.ok) return
    await sleep(200)
  }
}
