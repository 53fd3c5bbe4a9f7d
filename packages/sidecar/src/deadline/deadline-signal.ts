// Makes the AbortSignal of the current request.
import { type Captured, current } from '@traceferry/core'
import { guard } from '@traceferry/core/internal'

const signals = new WeakMap<Captured, AbortSignal>()

/**
 * A signal that aborts when the current request's time is up or its client has disconnected. Its reason is a
 * `DeadlineExceeded` or a `ClientDisconnected`. Calls with fetch, undici and node:http do not need it; use it for other work
 * that takes a signal. Undefined outside a request. One request always gets the same signal.
 *
 * @example
 * import { setTimeout } from 'node:timers/promises'
 *
 * await setTimeout(50, undefined, { signal: deadlineSignal() })
 */
export function deadlineSignal(): AbortSignal | undefined {
  const captured = current()
  const present = guard()
  if (captured === undefined || present === undefined) return undefined
  const known = signals.get(captured)
  if (known !== undefined) return known
  const refusal = present.refusal(captured)
  if (refusal !== undefined) return AbortSignal.abort(refusal)
  const controller = new AbortController()
  if (present.watch(captured, (reason) => controller.abort(reason)) === undefined) return undefined
  signals.set(captured, controller.signal)
  return controller.signal
}
