import { waitAtMost } from './wait-at-most.ts'

/** As much of undici's dispatcher as is used; the bundled one is reached through its slot, without importing it. */
interface Dispatcher {
  close(): Promise<void>
}

/**
 * Lets calls that no request waits for, such as the last spans of an exporter, end before the process does; in a classic
 * sidecar's grace period they also hold the sidecar. Waits for `timeoutMs` at most, and closes what is idle.
 */
export async function closeOutbound(timeoutMs: number): Promise<void> {
  const slots = globalThis as { [slot: symbol]: Partial<Dispatcher> | undefined }
  const dispatchers = [1, 2].map((version) => slots[Symbol.for(`undici.globalDispatcher.${version}`)])
  const closed = [...new Set(dispatchers)].map((dispatcher) => dispatcher?.close?.())
  await waitAtMost(timeoutMs, Promise.allSettled(closed))
}
