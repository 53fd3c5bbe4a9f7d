import diagnosticsChannel from 'node:diagnostics_channel'
import { guard, setGuard } from '@traceferry/core'
import { createGuard, type DeadlineGuard } from './guard.ts'
import { type DeadlineOptions, readOptions } from './options.ts'

/**
 * Gives every request of this process the time that its caller has left, and passes on to its calls what then remains:
 * inside the mesh as `grpc-timeout`, everywhere as an end when the time is up. One line beside `traceferry()`, whatever
 * the framework; before or after it. Again with other options, the later ones hold.
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
  const settings = readOptions(options, process.env)
  const clock = arrivals()
  const undo = setGuard(createGuard(settings, clock.arrivedAt))
  return function undeadline() {
    undo()
    clock.stop()
  }
}

/** The guard of this process; where there is none, one that limits nothing but what it is told to. */
export function deadlineGuard(): DeadlineGuard {
  const present = guard() as DeadlineGuard | undefined
  if (present !== undefined) return present
  const settings = readOptions({ disconnect: false }, {})
  const created: DeadlineGuard = { ...createGuard(settings, () => undefined), arrived: () => undefined }
  setGuard(created)
  return created
}

/** When requests arrived: Node tells it before any middleware, slow body parsers included, has had its turn. */
function arrivals(): { arrivedAt(request: object): number | undefined; stop(): void } {
  const times = new WeakMap<object, number>()
  const note = (message: unknown) => {
    times.set((message as { request: object }).request, performance.now())
  }
  diagnosticsChannel.subscribe('http.server.request.start', note)
  return {
    arrivedAt: (request) => times.get(request),
    stop: () => void diagnosticsChannel.unsubscribe('http.server.request.start', note),
  }
}
