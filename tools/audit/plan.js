// The mesh of the audit's proof: who is in it, what is wrong with each, and what the audit must say of it.
import { freePorts } from '../shared/ports.js'

/**
 * `program` and `fault`: what runs, and how it treats headers. What must be found, by the ids of kinds: `spans` from spans and
 * from logs that have the trace's headers, `logs` from Istio's own format, which has the x-request-id alone.
 */
export const services = {
  front: { program: 'node', fault: 'none', line: true, spans: [], logs: [] },
  'py-whole': { program: 'python', fault: 'whole', spans: [], logs: [] },
  ticker: { program: 'node', fault: 'ticker', line: true, spans: [], logs: [], apart: ['timers'] },
  lost: { program: 'node', fault: 'lost', spans: ['does-not-forward'], logs: ['does-not-forward'] },
  'py-lost': { program: 'python', fault: 'lost', spans: ['does-not-forward'], logs: ['does-not-forward'] },
  'go-lost': { program: 'go', fault: 'lost', spans: ['does-not-forward'], logs: ['does-not-forward'] },
  'id-only': { program: 'node', fault: 'id-only', spans: ['forwards-part'], logs: [] },
  'trace-only': { program: 'node', fault: 'trace-only', spans: ['forwards-part'], logs: ['does-not-forward'] },
  stale: { program: 'node', fault: 'stale', spans: ['hangs-flat'], logs: [] },
  sdk: { program: 'sdk', fault: 'none', spans: ['hole'], logs: ['does-not-forward'] },
  mixer: { program: 'node', fault: 'mixer', spans: ['mixes-requests'], logs: ['mixes-requests'] },
  /** Its sidecar has another tracer than all others: the break lies before it. */
  other: { program: 'node', fault: 'none', calls: [], spans: [], logs: [] },
  sink: { program: 'node', fault: 'none', calls: [], spans: [], logs: [] },
}

export const names = Object.keys(services)

/** `front` calls all others, and they call `sink`. */
function callsOf(name) {
  if (name === 'front') return names.filter((other) => other !== 'front' && other !== 'sink')
  return services[name].calls ?? ['sink']
}

/** @returns `gateway` and `sidecars` with all their ports, as envoy-config.js takes them */
export async function plan() {
  const links = names.flatMap(callsOf)
  const [gateway, admin, ...ports] = await freePorts(2 + 3 * names.length + links.length)
  const take = () => Number(ports.pop())
  const sidecars = names.map((name) => ({ name, app: take(), inbound: take(), admin: take(), outbound: {} }))
  const inboundOf = Object.fromEntries(sidecars.map((sidecar) => [sidecar.name, sidecar.inbound]))
  for (const sidecar of sidecars) {
    for (const callee of callsOf(sidecar.name)) sidecar.outbound[callee] = { port: take(), to: inboundOf[callee] }
  }
  return { gateway: { name: 'gateway', port: gateway, admin, to: inboundOf.front }, sidecars }
}
