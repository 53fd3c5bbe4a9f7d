// Asks a service that listens on a known port, and looks at what arrived at the service that it calls.
import { setTimeout as sleep } from 'node:timers/promises'
import { canaries, faultsOf } from './upstream.js'

const PATIENCE = 180_000 // milliseconds

/**
 * Waits until the program answers, sends it one request, and resolves to the faults of the calls that this caused.
 * `line` is false for a service that is to forward nothing.
 */
export async function faultsOfAnswer(program, url, upstream, line = true) {
  await answering(program, new URL('/not-there', url))
  upstream.calls.length = 0
  const headers = canaries()
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE) })
  if (!answer.ok) return [`${url} answered ${answer.status}: ${await answer.text()}`]
  if (upstream.calls.length === 0) return ['it made no calls']
  return upstream.calls.flatMap((call) => faultsOf(call, line ? headers : undefined))
}

/** Waits until the program answers at all. */
export async function answering(program, url) {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(20)) {
    if (program.failure() !== undefined) throw new Error(program.failure())
    if ((await fetch(url).catch(() => undefined)) !== undefined) return
  }
  throw new Error(`${program.name} did not answer at ${url}`)
}
