// Names outside the mesh that lead to this machine.
import dns from 'node:dns'

// Does what an entry in the hosts file would do, for every client, so that calls to these names are real and never leave this
// machine.

type Callback = (error: Error | null, address?: unknown, family?: number) => void

/** Makes `*.example.com` resolve to 127.0.0.1 in this process. Returns a function that undoes it. */
export function resolveOutsideNames(): () => void {
  const original = dns.lookup
  function lookup(name: string, options: unknown, callback?: Callback): unknown {
    const done = (callback ?? options) as Callback
    if (!/(^|\.)example\.com$/.test(name)) return (original as (...args: unknown[]) => unknown)(name, options, callback)
    const all = typeof options === 'object' && (options as dns.LookupOptions | null)?.all === true
    process.nextTick(() => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)))
    return {}
  }
  dns.lookup = Object.assign(lookup, { __promisify__: original.__promisify__ }) as unknown as typeof dns.lookup
  return () => {
    dns.lookup = original
  }
}

/** The same server under a name that is not in the mesh. */
export function outside(url: string): string {
  return url.replace('127.0.0.1', 'outside.example.com')
}
