// A door between network namespaces: a connection at one end leads to the other. A unix socket belongs to
// the file system and not to a network, so it is the end that both sides reach.
// As a program: `node door.js <from> <to>`, each `/path` or `host:port`.
import { chmodSync, realpathSync } from 'node:fs'
import net from 'node:net'
import { pipeline } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** @param from where to listen, `to` where to connect: `/path` of a unix socket, or `host:port` */
export function openDoor(from, to) {
  const server = net.createServer({ allowHalfOpen: true }, (one) => {
    const other = net.connect({ ...place(to), allowHalfOpen: true })
    // Not destroyed as soon as the other end has closed: the end of a long answer would be lost.
    pipeline(one, other, () => {})
    pipeline(other, one, () => {})
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(place(from), () => {
      if (from.startsWith('/')) chmodSync(from, 0o666)
      resolve(server)
    })
  })
}

function place(text) {
  if (text.startsWith('/')) return { path: text }
  const [, host, port] = /^(.*):(\d+)$/.exec(text) ?? []
  return { host, port: Number(port) }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await openDoor(process.argv[2], process.argv[3])
}
