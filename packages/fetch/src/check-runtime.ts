// Says once, at startup, what this runtime lacks.
import { runtime, runtimeName, warnOnce } from '@traceferry/core/internal'

/** The oldest versions that are tested. docs/runtimes.md has the results. */
const oldest: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  node: [20, 19],
  bun: [1, 4],
  deno: [2, 9],
}

/** Warns about a runtime, or a version of one, that was never tested. */
export function checkRuntime(): void {
  if (isTested()) return
  warnOnce(
    'TF018',
    `traceferry was never tested on ${runtimeName()}; it continues with what it finds there. Tested: Node.js 20.19, Bun 1.4, Deno 2.9, and workerd, or later`,
    'TF018 runtime',
  )
}

/** Warns about a client that exists but cannot be reached. */
export function sayLeftOut(client: string, why: string): void {
  warnOnce(
    'TF018',
    `traceferry cannot reach ${client} on ${runtimeName()}, so its calls carry nothing: ${why}`,
    `TF018 ${client}`,
  )
}

function isTested(): boolean {
  if (runtime === 'workerd') return true
  const least = oldest[runtime]
  if (least === undefined) return false
  const [major = 0, minor = 0] = (process.versions?.[runtime as 'node'] ?? '').split('.').map(Number)
  return major > least[0] || (major === least[0] && minor >= least[1])
}
