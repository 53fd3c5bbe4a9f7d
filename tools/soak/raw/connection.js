// One connection: all its bytes to a server, and all that the server says until it is over.
import net from 'node:net'

const PATIENCE = 20_000

/** Resolves to what came back, without the time of day, and how it ended. */
export function talk(port, { requests, end, split }) {
  const bytes = requests.map(({ text }) => text).join('')
  const cut = end === 'cut' ? bytes.length * 0.9 : bytes.length
  const half = Math.floor(cut * split)
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    let answers = ''
    let fate = 'closed'
    const patience = setTimeout(() => {
      fate = 'hangs'
      socket.destroy()
    }, PATIENCE)
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      answers += chunk
    })
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      clearTimeout(patience)
      resolve(end === 'cut' ? { answers: '', fate } : { answers: answers.replaceAll(/\r\ndate: [^\r]*/gi, ''), fate })
    })
    if (half > 0) socket.write(bytes.slice(0, half), 'latin1')
    const rest = () => {
      const left = bytes.slice(half, cut)
      if (end !== 'cut') return socket.end(left, 'latin1')
      socket.write(left, 'latin1', () => setTimeout(() => socket.destroy(), 1))
    }
    if (half > 0) setTimeout(rest, 2)
    else rest()
  })
}
