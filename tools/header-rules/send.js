// Sends a request as raw lines: repeated names, empty values and odd spellings stay as they are.
import { once } from 'node:events'
import net from 'node:net'

/** @returns the status of the answer, once it has come in whole */
export async function send(port, path, lines) {
  const head = [`GET ${path} HTTP/1.1`, 'Host: app', 'Connection: close', ...lines.map((line) => line.join(': '))]
  const socket = net.connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (bytes) => {
    answer += bytes.toString('latin1')
  })
  socket.write(`${head.join('\r\n')}\r\n\r\n`, 'latin1')
  await once(socket, 'close')
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1])
}
