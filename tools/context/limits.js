// Where `none` is right although an AsyncLocalStorage of the app's own may have something, each with its reason. Elsewhere that
// is a failure; and another request's ids are one here, too.

const limits = [
  { door: /^undici\d\.Dispatcher on\(/, why: 'what a dispatcher tells of its connections: requests share it' },
  { door: /^http2\.ClientHttp2Session on\(/, why: 'what a session tells of itself: requests share it' },
  { door: /^http2\.ClientSessionOptions /, why: 'the socket of a session, which requests share' },
  {
    client: /^node:https?$/,
    state: 'before',
    door: /^the call itself$/,
    why: '`request` was taken out of node:http before the line, and the call has `Expect`, so that its head is written at once',
  },
]

/** Why a call from here may carry nothing; undefined where it must not. */
export function limitOf(client, state, door) {
  return limits.find(
    (one) => (one.client?.test(client) ?? true) && (one.state ?? state) === state && one.door.test(door),
  )?.why
}

/** The cells, with what a limit explains counted as `limited` instead of `lost`. */
export function limited(cells) {
  for (const [key, cell] of cells) {
    if (cell.lost === 0 || limitOf(...key.split('\t')) === undefined) continue
    cell.limited += cell.lost
    cell.lost = 0
  }
  return cells
}

/** For the page: each reason with the calls that it explained, in `cells` of all Nodes. */
export function explainedBy(reports) {
  const counts = new Map()
  for (const { cells } of reports) {
    for (const [key, cell] of cells) {
      if (cell.limited === 0) continue
      const why = limitOf(...key.split('\t'))
      counts.set(why, (counts.get(why) ?? 0) + cell.limited)
    }
  }
  return counts
}
