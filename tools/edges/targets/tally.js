// What came of the targets, by client and by kind of what is wrong.
import { targetOf } from './grammar.js'

export function createTally(seed, names) {
  const clients = {}
  const found = []
  let requests = {}
  let sockets = {}

  function add(counts, connected, recorded) {
    for (const [client, count] of Object.entries(counts)) {
      clients[client] ??= { targets: 0, answered: 0, refused: 0, late: 0 }
      const sum = clients[client]
      for (const key of Object.keys(sum)) sum[key] += count[key] ?? 0
    }
    requests = recorded.figures
    sockets = connected ?? sockets
    for (const { n, wrong, seen } of recorded.found) {
      const target = n === undefined ? undefined : targetOf(seed, n, names)
      if (wrong !== 'inside, and not sent' || !mayStay(target)) found.push({ wrong, seen, target })
    }
  }

  function report(most) {
    const kinds = {}
    const examples = []
    for (const one of found) {
      const { client, form, shape, hostHeader, path, authority, second } = one.target ?? {}
      const also = [
        hostHeader && 'Host header',
        path && 'path',
        authority && ':authority',
        second && 'second host',
      ].filter(Boolean)
      const kind = `${one.wrong}: ${client} ${form}, ${also.join(' and ') || 'plain'}${shape && hostHeader ? `, ${shape}` : ''}`
      kinds[kind] = (kinds[kind] ?? 0) + 1
      if (kinds[kind] <= most) examples.push(one)
    }
    return {
      wrong: found.length,
      requests,
      sockets,
      clients,
      kinds: Object.fromEntries(Object.entries(kinds).sort(([, a], [, b]) => b - a)),
      examples: examples.slice(0, 200),
    }
  }
  return { add, found, report }
}

/**
 * Whether nothing need be sent though all that the recorder saw is inside: a second host was named that only the client saw, or
 * one that no wire can carry as it was written.
 */
function mayStay({ client, second, form, hostHeader, authority, host, path }) {
  // nghttp2 leaves out what it takes for no Host.
  if (client === 'http2' && /[^\w.:[\]-]/.test(hostHeader?.[1] ?? '')) return true
  const named = [hostHeader?.[1], authority, host, path]
  return (
    (second !== undefined && form !== 'both') || host.startsWith('[') || named.some((text) => /[^!-~]/.test(text ?? ''))
  )
}
