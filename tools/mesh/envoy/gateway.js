// The ingress gateway: where a request from outside gets its x-request-id and where its trace starts.
import { front } from '../../demo/topology.js'
import { appPort, gatewayPort, places } from '../addresses.js'
import { bootstrap } from './bootstrap.js'
import { cluster, staticEndpoint } from './cluster.js'
import { hcm, outboundPolicy, virtualHost } from './http.js'
import { outbound } from './sidecar.js'

/**
 * @param to the address of the first service: its pod's, or one that only a sidecar beside the gateway knows
 * @param spawn false when such a sidecar makes the second span, for the call on
 */
export function gateway({ admin, tracing, to = places[front].pod, spawn = true }) {
  const host = virtualHost('*', {
    domains: ['*'],
    cluster: outbound(front),
    operation: `${places[front].fqdn}:${appPort}/*`,
    policy: outboundPolicy,
  })
  return bootstrap('gateway', {
    admin,
    tracing,
    listeners: [
      {
        name: 'ingress',
        address: { socket_address: { address: '0.0.0.0', port_value: gatewayPort } },
        traffic_direction: 'OUTBOUND', // istio: a gateway's listeners are OUTBOUND, too
        filter_chains: [{ filters: [hcm('ingress', { edge: true, spawn, tracing, virtualHosts: [host] })] }],
      },
    ],
    clusters: [cluster(outbound(front), staticEndpoint(to, appPort))],
  })
}
