// Every socket of the process that calls leads to loopback: to the recorder for what is inside, or to that for all others. What
// is connected to is read here, where Node would look the name up or open the connection.
import dns from 'node:dns'
import net from 'node:net'
import tls from 'node:tls'
import { readingOf } from './reading.js'

/** Leads all to these ports, and counts. Throws, and so ends the process, where a socket would leave the machine. */
export function leadToLoopback(ports) {
  const sockets = { inside: 0, outside: 0, either: 0 }
  const { connect } = net.Socket.prototype
  net.Socket.prototype.connect = function leadAway(...args) {
    const [options, callback] = Array.isArray(args[0]) ? args[0] : /** @type {any} */ (net)._normalizeArgs(args)
    if (typeof options.path === 'string') throw new Error('no socket of a file is called here')
    const reading = readingOf(addressOf(options) ?? options.host ?? 'localhost')
    sockets[reading]++
    this.once('connect', () => {
      if (this.remoteAddress !== '127.0.0.1') leave(`a socket was open to ${this.remoteAddress}`)
    })
    const port = ports[this instanceof tls.TLSSocket ? 'tls' : 'plain'][reading]
    return connect.call(
      this,
      { ...options, host: '127.0.0.1', port, family: 4, lookup: undefined, autoSelectFamily: false },
      callback,
    )
  }
  const module = /** @type {any} */ (dns)
  module.lookup = (name) => leave(`${name} was looked up`)
  return sockets
}

/** undici 8 looks a name up that it takes from Host, and answers itself with the address that it was called with. */
function addressOf({ host, lookup }) {
  let found
  if (lookup !== undefined && !net.isIP(host))
    lookup(host, {}, (_error, address) => {
      found = address
    })
  return found
}

function leave(why) {
  console.error(`fuzz of targets: ${why}`)
  process.exit(3)
}
