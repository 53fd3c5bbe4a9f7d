// The services of the shop, their calls, and their ports. The one place to add a service.
import { freePorts } from '../shared/ports.js'

/**
 * A service's name and the services it calls. A service reads a callee's address from `<CALLEE>_URL`.
 * @type {Record<string, string[]>}
 */
export const services = {
  storefront: ['inventory', 'orders'],
  inventory: ['warehouse'],
  orders: ['payments', 'warehouse'],
  payments: ['ledger'],
  warehouse: [],
  ledger: [],
}

/** The service that the ingress gateway sends requests to. */
export const front = 'storefront'

/**
 * One sidecar per service. Each has an inbound port (others call it there), its app's port, an admin port, and one
 * outbound port per callee: with iptables a real mesh needs one only, but this runs without root.
 */
export async function plan() {
  const names = Object.keys(services)
  const links = names.flatMap((name) => services[name])
  const [gateway, admin, ...ports] = await freePorts(2 + 3 * names.length + links.length)
  const take = () => Number(ports.pop())
  const sidecars = names.map((name) => ({ name, app: take(), inbound: take(), admin: take(), outbound: {} }))
  const inboundOf = Object.fromEntries(sidecars.map((sidecar) => [sidecar.name, sidecar.inbound]))
  for (const sidecar of sidecars) {
    for (const callee of services[sidecar.name]) sidecar.outbound[callee] = { port: take(), to: inboundOf[callee] }
  }
  return { gateway: { name: 'gateway', port: gateway, admin, to: inboundOf[front] }, sidecars }
}
