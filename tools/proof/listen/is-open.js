// Whether a port accepts a silent client: behind a sidecar every connection is accepted, and closed at once if nothing is behind it.
import net from 'node:net'

const long = 2000 // ms; a refusal comes within some

export function isOpen(host, port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, host)
    const done = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(long, () => done(true))
    socket.on('data', () => done(true))
    socket.on('error', () => done(false)).on('close', () => done(false))
  })
}
