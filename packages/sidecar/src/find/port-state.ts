// Tells whether a TCP port listens. It uses getBuiltinModule for the same reason as ask-sidecar.ts.
import { afterPoll } from './after-poll.ts'

/** What a port does with a new connection; `unknown` is neither an accept nor a refusal within the time. */
export type PortState = 'open' | 'refused' | 'unknown'

/** Opens a TCP connection to the port, waits for at most `timeoutMs` milliseconds, and closes it. Never rejects. */
export function portState(host: string, port: number, timeoutMs = 500): Promise<PortState> {
  return new Promise((resolve) => {
    const socket = process.getBuiltinModule('node:net').connect({ host, port })
    const end = (result: PortState) => {
      clearTimeout(timer)
      resolve(result)
      socket.destroy()
    }
    const timer = setTimeout(() => afterPoll(() => end('unknown')), timeoutMs)
    socket.on('connect', () => end('open'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'refused' : 'unknown'))
  })
}
