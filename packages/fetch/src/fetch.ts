import { wrapDispatcher } from './undici.ts'

type Fetch = typeof globalThis.fetch

/**
 * Lets built-in fetch go on as it is, but sees to it that the dispatcher which the caller hands over in `init` is
 * reached, too. Headers are not put here: in `init` they would follow a redirect to another host, and Next.js counts
 * them into its cache keys. Returns what undoes it.
 */
export function installFetch(): () => void {
  const original = globalThis.fetch as Fetch | undefined
  if (original === undefined) return () => {}
  const wrapped = {
    fetch(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1] & { dispatcher?: unknown } = undefined as never) {
      if (init?.dispatcher !== undefined) wrapDispatcher(init.dispatcher)
      return original(input, init)
    },
  }.fetch as Fetch
  globalThis.fetch = wrapped
  return function uninstallFetch() {
    if (globalThis.fetch === wrapped) globalThis.fetch = original
  }
}
