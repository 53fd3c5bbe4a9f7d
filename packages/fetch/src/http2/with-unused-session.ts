// Makes an HTTP/2 session that leads nowhere, to find the class of all sessions.
import type { ClientHttp2Session } from 'node:http2'
import type { Duplex } from 'node:stream'

type Http2 = typeof import('node:http2')

/**
 * Calls `use` with a session that leads nowhere. Its class is also the class of sessions that were connected before us,
 * and Node does not export it.
 */
export function withUnusedSession(http2: Http2, use: (session: ClientHttp2Session) => void): void {
  const unopened = unopenedSession(http2)
  if (unopened !== undefined) {
    use(unopened)
    return
  }
  const nowhere = new (process.getBuiltinModule('node:stream').Duplex)({ read() {}, write: (_, __, done) => done() })
  const session = http2.connect('http://localhost', { createConnection: () => nowhere })
  session.on('error', () => {})
  use(session)
  session.destroy()
}

/**
 * A session puts itself on its socket before anything else, and is stopped there. To make a whole one and destroy it
 * takes 18 million instructions, 4 ms of each start with undici, which loads node:http2.
 */
function unopenedSession(http2: Http2): ClientHttp2Session | undefined {
  const socket = new Proxy({} as Duplex, {
    set(_, __, session) {
      throw session
    },
  })
  try {
    http2.connect('http://localhost', { createConnection: () => socket })
  } catch (thrown) {
    const session = thrown as Partial<ClientHttp2Session> | null
    if (typeof session?.request === 'function') return session as ClientHttp2Session
  }
  return undefined
}
