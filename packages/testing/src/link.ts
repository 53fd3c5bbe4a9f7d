import { randomBytes } from 'node:crypto'
import net from 'node:net'
import type { Seen } from './observe.ts'

/** What the preloaded observer in the app's process is told, as JSON in an environment variable. */
export interface LinkSettings {
  readonly port: number
  readonly token: string
  /** Names that shall lead to this machine. */
  readonly hosts: readonly string[]
}

export const LINK_VARIABLE = 'TRACEFERRY_TESTING_LINK'

export interface Link {
  readonly settings: LinkSettings
  /** Whether an observer has come: none does from a program that is not Node's. */
  connected(): boolean
  close(): Promise<void>
}

const LONGEST_LINE = 65_536

/** Takes what observers in other processes tell, over a socket of this machine that only they have the token for. */
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

/** The other end: tells what is seen, and keeps no process from ending. `gone` is called when the test is no more. */
export function tellLink({ port, token }: LinkSettings, gone: () => void): (seen: Seen) => void {
  const socket = net.connect(port, '127.0.0.1')
  socket
    .on('error', () => {})
    .on('close', gone)
    .unref()
  socket.write(`${token}\n`)
  return (seen) => void socket.write(`${JSON.stringify(seen)}\n`)
}
