// The cluster's DNS, a separate program in the pod `node`: `node dns-server.js <address> <name=address>...`.
// It knows only the services, and asks no other server.
import dgram from 'node:dgram'
import packet from 'dns-packet'

const [address, ...entries] = process.argv.slice(2)
const records = new Map(entries.map((entry) => /** @type {[string, string]} */ (entry.split('='))))

const server = dgram.createSocket('udp4')
server.on('message', (message, { address, port }) => {
  const query = read(message)
  if (query) server.send(answer(query), port, address)
})
server.bind(53, address)

function read(message) {
  try {
    return packet.decode(message)
  } catch {
    return undefined
  }
}

function answer({ id, questions: [question] = [], questions }) {
  const known = records.get(question?.name.toLowerCase())
  // A name that exists without an address of the type asked for (AAAA) is an empty answer: NXDOMAIN, which is about the
  // name, would make the resolver give up on its IPv4 address, too.
  const answers = known && question.type === 'A' ? [{ type: 'A', name: question.name, ttl: 5, data: known }] : []
  const flags = packet.AUTHORITATIVE_ANSWER | (known ? 0 : NXDOMAIN)
  return packet.encode({ type: 'response', id, flags, questions, answers })
}

const NXDOMAIN = 3
