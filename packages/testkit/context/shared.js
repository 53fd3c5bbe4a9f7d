// Where `none` is right although an AsyncLocalStorage of the app's own may have something: each with its reason. What is not in here
// must be own wherever the app's own storage is.
const shared = [
  [/^undici\d\.Dispatcher on\(/, 'a dispatcher is shared by requests: what it tells of its connections is nobody’s'],
  [/^http2\.ClientHttp2Session on\(/, 'a session is shared by requests: what it tells of itself is nobody’s'],
  [/^http2\.ClientSessionOptions \{createConnection\}$/, 'the socket of a session is shared by requests'],
]

// Known limits, which the README names.
const limits = [
  {
    client: /^node:https?$/,
    state: 'before',
    door: 'the call itself',
    why: '`request` was taken out of node:http before the line, and the call has `Expect` or a list of headers',
  },
]

/** Why this cell may have `none`; undefined where it may not. */
export function reasonFor(client, state, door) {
  const known = limits.find((limit) => limit.client.test(client) && limit.state === state && limit.door === door)
  return known?.why ?? shared.find(([pattern]) => pattern.test(door))?.[1]
}

export const reasons = [
  ...shared.map(([pattern, why]) => [pattern.source.replace(/[\\^$]/g, ''), why]),
  ...limits.map(({ state, door, why }) => [`${door}, node:http and https, ${state}`, why]),
]
