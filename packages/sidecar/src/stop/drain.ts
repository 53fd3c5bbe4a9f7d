// Stops all servers without losing a request.
import { setTimeout as sleep } from 'node:timers/promises'
import { warnPerCause } from '../warn-per-cause.ts'
import { closeOutbound } from './close-outbound.ts'
import { drainState } from './drain-state.ts'
import type { GracefulSettings } from './graceful-options.ts'
import type { DrainResult, ManagedServer } from './managed-server.ts'
import { quitSidecar } from './quit-sidecar.ts'
import { waitAtMost } from './wait-at-most.ts'

/** The type of `drain`. */
export type Drain = (cause?: { signal?: NodeJS.Signals }) => Promise<DrainResult>

/**
 * Stops every server that was passed to `gracefulServer`, in an order that loses no request, and resolves when all is done.
 * A signal does the same and then ends the process. A second call returns the promise of the first. Never rejects: an error
 * in `onDrain` or `onClose` becomes a warning (TF023).
 *
 * @example
 * const { cut } = await drain()
 */
export const drain: Drain = (cause = {}) => {
  drainState.draining ??= stopAll([...drainState.servers], cause.signal)
  return drainState.draining
}

async function stopAll(servers: readonly ManagedServer[], signal: NodeJS.Signals | undefined): Promise<DrainResult> {
  const started = performance.now()
  const plans = servers.map(({ plan }) => plan)
  const longest = (of: (plan: GracefulSettings) => number) => Math.max(0, ...plans.map(of))

  // 1. Keep serving, because callers learn late that this pod is leaving. Tell those that call to close their connection.
  for (const server of servers) server.letGo()
  const notified = hooks('onDrain', plans)
  await sleep(signal === 'SIGINT' ? 0 : longest((plan) => plan.delayMs))

  // 2. Accept no new connections, and close the idle ones.
  const deadline = performance.now() + longest((plan) => plan.graceMs)
  const left = () => Math.max(0, deadline - performance.now())
  let closed = false
  await waitAtMost(
    left(),
    Promise.all(servers.map(close)).then(() => {
      closed = true
    }),
  )

  // 3. Cut what is left. A request may still be counted for a moment after its connection has closed (TLS, Node 24).
  const cut = closed ? 0 : servers.reduce((sum, server) => sum + server.busy(), 0)
  if (cut > 0)
    warnPerCause(
      'TF025',
      `${cut === 1 ? '1 request' : `${cut} requests`} did not end within graceMs and had to be cut; raise graceMs, or end them sooner`,
    )
  for (const { sockets } of servers) for (const socket of sockets.keys()) socket.destroy()

  // 4. Close what only requests needed, then what these hooks needed themselves.
  const rest = Math.max(1000, left())
  await waitAtMost(
    rest,
    notified.then(() => hooks('onClose', plans)).then(() => owners(servers)),
  )
  if (plans.some(({ exit }) => exit)) await closeOutbound(Math.min(rest, 1000))
  if (plans.some(({ quit }) => quit)) await quitSidecar().catch(() => undefined)
  const result = { tookMs: Math.round(performance.now() - started), cut }
  if (signal !== undefined && plans.some(({ exit }) => exit)) {
    await new Promise(setImmediate) // warnings are written in the next tick
    process.exit()
  }
  return result
}

/** Resolves when the last connection has closed. Busy connections become idle one by one and are closed then. */
async function close(managed: ManagedServer): Promise<void> {
  const { server } = managed
  if (!server.listening) return
  const sweep = setInterval(() => managed.finish(), 50)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    managed.finish()
  })
  clearInterval(sweep)
}

async function hooks(name: 'onDrain' | 'onClose', plans: readonly GracefulSettings[]): Promise<void> {
  await Promise.all(plans.map((plan) => safely(name, plan[name])))
}

async function owners(servers: readonly ManagedServer[]): Promise<void> {
  await Promise.all(servers.map((managed) => safely('close()', managed.close)))
}

async function safely(name: string, hook: (() => unknown) | undefined): Promise<void> {
  try {
    await hook?.()
  } catch (error) {
    warnPerCause(
      'TF023',
      `${name} failed while draining: ${error instanceof Error ? error.message : String(error)}`,
      name,
    )
  }
}
