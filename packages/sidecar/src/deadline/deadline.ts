// Sets the deadline for every request of this process.
import diagnosticsChannel from 'node:diagnostics_channel'
import { guard as present, setGuard } from '@traceferry/core/internal'
import { createDeadlineGuard, type DeadlineGuard } from './create-deadline-guard.ts'
import { type DeadlineOptions, type DeadlineSettings, readDeadlineOptions } from './deadline-options.ts'

/**
 * Gives every request of this process the time that its caller has left, and passes the rest on to its calls. Calls inside
 * the mesh carry it as `grpc-timeout`. Every call ends when the time is up. It is one line before or after `traceferry()`,
 * for any framework. A second call with other options replaces the first until it is undone.
 *
 * The time is the shortest of the inbound `grpc-timeout`, `x-envoy-expected-rq-timeout-ms` and `defaultMs`, in
 * milliseconds since the request arrived. With none of them there is no deadline, and calls are not changed. If the client
 * disconnects, the calls of its request end either way.
 *
 * Throws a `TraceferryError` at startup for a wrong option. Returns a function that undoes it.
 *
 * @example
 * app.use(traceferry())
 * deadline({ defaultMs: 2000 })
 */
export function deadline(options: DeadlineOptions = {}): () => void {
  return setDeadline(readDeadlineOptions(options, process.env))
}

interface Line {
  readonly key: string
  readonly guard: DeadlineGuard
  times: number
}

// The calls of deadline() in this process. The last one applies. Equal options share one entry.
const deadlines: Line[] = []

function setDeadline(settings: DeadlineSettings): () => void {
  const key = JSON.stringify(settings)
  const last = deadlines.at(-1)
  const guard =
    deadlines.find((own) => own.key === key)?.guard ?? createDeadlineGuard(settings, (request) => arrived.get(request))
  const own = last?.key === key ? last : { key, guard, times: 0 }
  own.times++
  if (deadlines.length === 0) diagnosticsChannel.subscribe(ARRIVES, recordArrival)
  if (own !== last) deadlines.push(own)
  const removeGuard = setGuard(guard)
  let undone = false
  return function undeadline() {
    if (undone) return
    undone = true
    if (--own.times > 0) return
    const applies = deadlines.at(-1) === own
    deadlines.splice(deadlines.indexOf(own), 1)
    if (deadlines.length === 0) diagnosticsChannel.unsubscribe(ARRIVES, recordArrival)
    if (!applies) return
    removeGuard()
    const before = deadlines.at(-1)
    // If another copy of this package has set a guard since then, that one stays.
    if (before !== undefined && present() === undefined) setGuard(before.guard)
  }
}

/** The guard of this process. If there is none, it sets one that limits only what `withDeadline` names. */
export function deadlineGuard(): DeadlineGuard {
  const there = present() as DeadlineGuard | undefined
  if (there !== undefined) return there
  const settings = readDeadlineOptions({ disconnect: false }, {})
  const created: DeadlineGuard = { ...createDeadlineGuard(settings, () => undefined), arrived: () => undefined }
  setGuard(created)
  return created
}

const ARRIVES = 'http.server.request.start'
const arrived = new WeakMap<object, number>()

/** Records when a request arrived. Node publishes this before any middleware runs, slow body parsers included. */
function recordArrival(message: unknown): void {
  arrived.set((message as { request: object }).request, performance.now())
}
