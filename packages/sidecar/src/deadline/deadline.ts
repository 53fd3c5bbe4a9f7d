import diagnosticsChannel from 'node:diagnostics_channel'
import { guard as present, setGuard } from '@traceferry/core/internal'
import { createDeadlineGuard, type DeadlineGuard } from './create-deadline-guard.ts'
import { type DeadlineOptions, type DeadlineSettings, readDeadlineOptions } from './deadline-options.ts'

/**
 * Gives every request of this process the time that its caller has left, and passes on to its calls what then remains:
 * inside the mesh as `grpc-timeout`, everywhere as an end when the time is up. One line beside `traceferry()`, whatever
 * the framework; before or after it. Again with other options, the later ones hold, until they are taken back.
 *
 * The time is the shortest of the inbound `grpc-timeout`, `x-envoy-expected-rq-timeout-ms` and `defaultMs`, in
 * milliseconds since the request arrived. Without any there is no deadline, and calls go out as they would. A client
 * that disconnects ends its request's calls either way.
 *
 * Throws a `TraceferryError` at start-up when an option is wrong. Returns what takes it back.
 *
 * @example
 * app.use(traceferry())
 * deadline({ defaultMs: 2000 })
 */
export function deadline(options: DeadlineOptions = {}): () => void {
  return say(readDeadlineOptions(options, process.env))
}

interface Line {
  readonly key: string
  readonly guard: DeadlineGuard
  times: number
}

// What was said in this process, the last one in force. Said again with the same options it is one and the same.
const said: Line[] = []

function say(settings: DeadlineSettings): () => void {
  const key = JSON.stringify(settings)
  const last = said.at(-1)
  const guard =
    said.find((line) => line.key === key)?.guard ?? createDeadlineGuard(settings, (request) => arrived.get(request))
  const line = last?.key === key ? last : { key, guard, times: 0 }
  line.times++
  if (said.length === 0) diagnosticsChannel.subscribe(ARRIVES, note)
  if (line !== last) said.push(line)
  const takeAway = setGuard(guard)
  let undone = false
  return function undeadline() {
    if (undone) return
    undone = true
    if (--line.times > 0) return
    const inForce = said.at(-1) === line
    said.splice(said.indexOf(line), 1)
    if (said.length === 0) diagnosticsChannel.unsubscribe(ARRIVES, note)
    if (!inForce) return
    takeAway()
    const before = said.at(-1)
    // Where another copy of this package has said something since, that holds.
    if (before !== undefined && present() === undefined) setGuard(before.guard)
  }
}

/** The guard of this process; where there is none, one that limits nothing but what it is told to. */
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

/** When requests arrived: Node tells it before any middleware, slow body parsers included, has had its turn. */
function note(message: unknown): void {
  arrived.set((message as { request: object }).request, performance.now())
}
