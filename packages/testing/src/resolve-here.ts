// Makes host names lead to this machine.
import dns from 'node:dns'

type Callback = (error: Error | null, address?: unknown, family?: number) => void

/**
 * Makes these names resolve to 127.0.0.1 in this process, as an entry in the hosts file would. So a test can call a host by the
 * name that decides whether it is inside the mesh, and nothing leaves the machine. Returns a function that undoes it.
 */
export function resolveHere(names: readonly string[]): () => void {
  if (names.length === 0) return () => {}
  const original = dns.lookup
  function lookup(name: string, options: unknown, callback?: Callback): unknown {
    const done = (callback ?? options) as Callback
    if (!names.includes(name)) return (original as (...args: unknown[]) => unknown)(name, options, callback)
    const all = typeof options === 'object' && (options as dns.LookupOptions | null)?.all === true
    process.nextTick(() => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)))
    return {}
  }
  const replacement = Object.assign(lookup, { __promisify__: original.__promisify__ }) as unknown as typeof dns.lookup
  dns.lookup = replacement
  return () => {
    if (dns.lookup === replacement) dns.lookup = original
  }
}
