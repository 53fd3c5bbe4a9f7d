// The parts of a call, from its target.

export const pathOf = ({ path = '/x' }) => path

/** A URL put together from these parts. */
export function urlOf({ host, port, userinfo, path }, scheme = 'http') {
  const bare = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(%.*)?$/i.test(host) ? `[${host}]` : host
  const at = userinfo === undefined ? '' : `${userinfo}@`
  return `${scheme}://${at}${bare}${port === undefined ? '' : `:${port}`}${path?.startsWith('/') ? path : '/x'}`
}

/** The headers: the number of the call, by which the recorder knows it, and Host where one is named. */
export function headersFor({ n, hostHeader, shape }, Headers) {
  const pairs = [['x-n', String(n)]]
  if (hostHeader !== undefined && shape !== 'late') pairs.push(hostHeader)
  if (hostHeader !== undefined && shape === 'twice') pairs.unshift(['host', 'orders'])
  if (hostHeader !== undefined && shape === 'in a list') return { 'x-n': String(n), [hostHeader[0]]: [hostHeader[1]] }
  switch (shape) {
    case 'list':
    case 'twice':
      return pairs.flat()
    case 'pairs':
      return pairs
    case 'null prototype':
      return Object.assign(Object.create(null), Object.fromEntries(pairs))
    case 'Map':
      return new Map(pairs.map(([name, value]) => [name, value]))
    case 'Headers':
      return Headers === undefined ? Object.fromEntries(pairs) : new Headers(pairs)
  }
  return Object.fromEntries(pairs)
}
