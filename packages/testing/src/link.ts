// Connects the test with the observer in the app's process.
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import type { Seen } from './observe.ts'

/** Settings for the preloaded observer in the app's process, as JSON in an environment variable. */
export interface LinkSettings {
  readonly port: number
  readonly token: string
  /** Names that lead to this machine. */
  readonly hosts: readonly string[]
}

export const LINK_VARIABLE = 'TRACEFERRY_TESTING_LINK'

export interface Link {
  readonly settings: LinkSettings
  /** Whether an observer has connected. A program that does not run on Node has none. */
  connected(): boolean
  close(): Promise<void>
}

const LONGEST_LINE = 65_536

/** Receives what observers in other processes see, over a local socket that needs a token. */
export async function startLink(hosts: readonly string[], tell: (seen: Seen) => void): Promise<Link> {
  const token = randomBytes(16).toString('hex')
  const sockets = new Set<net.Socket>()
  let connected = false
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let text = ''
    let known = false
    socket.setEncoding('utf8').on('data', (chunk) => {
      const lines = (text + chunk).split('\n')
      text = lines.pop() as string
      for (const line of lines) {
        if (known) tell(JSON.parse(line))
        else if (line !== token) return void socket.destroy()
        else known = connected = true
      }
      if (text.length > LONGEST_LINE) socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  return {
    settings: { port, token, hosts },
    connected: () => connected,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** The other end: sends what is seen, and does not keep the process alive. Calls `gone` when the test has ended. */
export function tellLink({ port, token }: LinkSettings, gone: () => void): (seen: Seen) => void {
  const socket = net.connect(port, '127.0.0.1')
  socket
    .on('error', () => {})
    .on('close', gone)
    .unref()
  socket.write(`${token}\n`)
  return (seen) => void socket.write(`${JSON.stringify(seen)}\n`)
}
