// Lets outbound calls end before the process does.
import { waitAtMost } from './wait-at-most.ts'

/** The part of undici's dispatcher that is used. Its global slot leads to the bundled one without an import. */
interface Dispatcher {
  close(): Promise<void>
}

/**
 * Waits for calls that belong to no request, such as the last spans of an exporter, and closes idle connections. A classic
 * sidecar also waits for such calls in its grace period. Takes `timeoutMs` milliseconds at most.
 */
export async function closeOutbound(timeoutMs: number): Promise<void> {
  const slots = globalThis as { [slot: symbol]: Partial<Dispatcher> | undefined }
  const dispatchers = [1, 2].map((version) => slots[Symbol.for(`undici.globalDispatcher.${version}`)])
  const closed = [...new Set(dispatchers)].map((dispatcher) => dispatcher?.close?.())
  await waitAtMost(timeoutMs, Promise.allSettled(closed))
}
