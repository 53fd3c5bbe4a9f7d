// A sidecar behind iptables: two ports for everything, and the original destination decides what is done with it.
import { appPort, namesOf, places } from '../addresses.js'
import { inboundPort, outboundPort } from '../iptables.js'
import { bootstrap } from './bootstrap.js'
import { cluster, originalDestination, staticEndpoint } from './cluster.js'
import { hcm, inboundPolicy, outboundPolicy, virtualHost } from './http.js'

/** @param policies per callee, what a VirtualService would change of its outbound route */
export function sidecar(name, { admin, tracing, policies = {} }) {
  return bootstrap(name, {
    admin,
    tracing,
    listeners: [virtualOutbound, outboundHttp(tracing, policies), virtualInbound(name, tracing)],
    clusters: [
      cluster('PassthroughCluster', originalDestination),
      ...Object.entries(places).map(([callee, { pod }]) => cluster(outbound(callee), staticEndpoint(pod, appPort))),
      inboundCluster,
    ],
  })
}

/** Istio's name for the cluster of a service. */
export const outbound = (callee) => `outbound|${appPort}||${places[callee].fqdn}`
const inbound = `inbound|${appPort}||`

/** Gets every outbound connection and hands it to the listener of its original port; anything else goes where it was going. */
const virtualOutbound = listener('virtualOutbound', outboundPort, 'OUTBOUND', {
  use_original_dst: true,
  filter_chains: [{ filters: [passthrough('PassthroughCluster')] }],
})

function outboundHttp(tracing, policies) {
  const name = `0.0.0.0_${appPort}`
  const known = Object.entries(places).map(([callee, { fqdn }]) =>
    virtualHost(`${fqdn}:${appPort}`, {
      domains: namesOf(callee),
      cluster: outbound(callee),
      operation: `${fqdn}:${appPort}/*`,
      policy: { ...outboundPolicy, ...policies[callee] },
    }),
  )
  const others = virtualHost('allow_any', {
    domains: ['*'],
    cluster: 'PassthroughCluster',
    operation: 'allow_any',
    policy: {},
  })
  return listener(name, appPort, 'OUTBOUND', {
    bind_to_port: false,
    filter_chains: [{ filters: [hcm(`outbound_${name}`, { tracing, virtualHosts: [...known, others] })] }],
  })
}

function virtualInbound(name, tracing) {
  const host = virtualHost(`inbound|http|${appPort}`, {
    domains: ['*'],
    cluster: inbound,
    operation: `${places[name].fqdn}:${appPort}/*`,
    policy: inboundPolicy,
  })
  return listener('virtualInbound', inboundPort, 'INBOUND', {
    listener_filters: [
      {
        name: 'envoy.filters.listener.original_dst',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
        },
      },
    ],
    filter_chains: [
      {
        filter_chain_match: { destination_port: appPort },
        filters: [hcm(`inbound_0.0.0.0_${appPort}`, { tracing, virtualHosts: [host] })],
      },
    ],
    default_filter_chain: { filters: [passthrough(inbound)] },
  })
}

// istio: since 1.10 an app gets its requests on the pod's address, from 127.0.0.6 (listener_address.go). Istio's idle
// timeout of an hour loses against a Node server, which closes an unused connection after 5 s: a request meets the closed
// one and gets a 503. 4 s is what one would set in a Sidecar's inboundConnectionPool.
const inboundCluster = {
  ...cluster(inbound, originalDestination, { idle: '4s' }),
  upstream_bind_config: { source_address: { address: '127.0.0.6', port_value: 0 } },
}

function listener(name, port, direction, more) {
  const address = { socket_address: { address: '0.0.0.0', port_value: port } }
  return { name, address, traffic_direction: direction, ...more } // the direction makes a span SERVER or CLIENT
}

function passthrough(cluster) {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      stat_prefix: cluster,
      cluster,
    },
  }
}
