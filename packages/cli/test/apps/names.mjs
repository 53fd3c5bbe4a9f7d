// The names of NAMES lead to this machine, as the names of services lead to a sidecar in a mesh.
import dns from 'node:dns'

const { lookup } = dns
const names = new Set((process.env.NAMES ?? '').split(','))
dns.lookup = (name, ...rest) => lookup(names.has(name) ? '127.0.0.1' : name, ...rest)
