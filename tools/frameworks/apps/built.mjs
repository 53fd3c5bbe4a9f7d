// For apps that are built: their bundles find the work of a request here.
import { connect } from 'node:net'
import { callOf, listening, workOf } from './work.mjs'

Object.assign(globalThis, { workOf, callOf })

/** Tells the tool that an app listens on the port that it was given, once it takes connections. */
export function listeningSoon(port = Number(process.env.PORT)) {
  const socket = connect(port, '127.0.0.1', () => {
    socket.destroy()
    listening(port)
  })
  socket.on('error', () => setTimeout(listeningSoon, 50, port))
}
