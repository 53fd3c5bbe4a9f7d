// Between the app and its out-sidecar: passes bytes on as they are, and reads along. So it is seen what the app itself
// put on the wire, before Envoy changes it.
import net from 'node:net'
import { listen, portOf } from '../shared/listen.js'
import { closing, linesByPath } from './lines.js'

/** @returns `port`, `to(port)`: where it leads, `got`: the header lines that passed for a path, `close()` */
export async function startTap() {
  const got = linesByPath()
  let target
  const server = net.createServer((socket) => {
    const onward = net.connect(target, '127.0.0.1')
    let text = ''
    socket.on('data', (bytes) => {
      text = readHeads(text + bytes.toString('latin1'), got)
    })
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ]) {
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  const close = closing(server)
  await listen(server)
  return {
    port: portOf(server),
    to: (port) => {
      target = port
    },
    got,
    close,
  }
}

/** Notes each whole head of a request and returns what is left. The calls have no bodies; WebSocket frames are not heads. */
function readHeads(text, got) {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0 || !text.startsWith('GET ')) return text
  const [start, ...lines] = text.slice(0, end).split('\r\n')
  got.note(
    start.split(' ')[1],
    lines.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return readHeads(text.slice(end + 4), got)
}
