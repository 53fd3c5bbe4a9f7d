// The configuration of one pod's Envoy: everything comes in at one port and goes out at another.
import { outboundPort } from '../../mesh/iptables.js'
import { address, inbound, modes } from './modes.js'

const types = 'type.googleapis.com/envoy.extensions'

/**
 * @param ports of the app: `{ 8080: 'http', 6379: 'tcp' }`
 * @param admin the path of the socket for its admin interface
 */
export function sidecar(name, { mode, ports, admin }) {
  return {
    node: { id: name, cluster: name },
    admin: { address: { pipe: { path: admin, mode: 0o666 } } },
    static_resources: {
      listeners: [virtualInbound(ports), virtualOutbound],
      clusters: [
        { name: 'PassthroughCluster', connect_timeout: '10s', type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED' },
        ...Object.keys(ports).map((port) => ({
          name: `inbound|${port}||`,
          connect_timeout: '10s',
          ...modes[mode].cluster(Number(port)),
        })),
      ],
    },
  }
}

const virtualOutbound = {
  name: 'virtualOutbound',
  address: address('0.0.0.0', outboundPort),
  traffic_direction: 'OUTBOUND',
  use_original_dst: true,
  filter_chains: [{ filters: [tcp('PassthroughCluster')] }],
}

function virtualInbound(ports) {
  return {
    name: 'virtualInbound',
    address: inbound,
    traffic_direction: 'INBOUND',
    listener_filters: [
      {
        name: 'envoy.filters.listener.original_dst',
        typed_config: { '@type': `${types}.filters.listener.original_dst.v3.OriginalDst` },
      },
    ],
    filter_chains: Object.entries(ports).map(([port, protocol]) => ({
      filter_chain_match: { destination_port: Number(port) },
      filters: [(protocol === 'http' ? http : tcp)(`inbound|${port}||`)],
    })),
  }
}

function tcp(cluster) {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: {
      '@type': `${types}.filters.network.tcp_proxy.v3.TcpProxy`,
      stat_prefix: cluster,
      cluster,
    },
  }
}

function http(cluster) {
  const route = { match: { prefix: '/' }, route: { cluster, timeout: '0s' } }
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': `${types}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: cluster,
      http_filters: [
        {
          name: 'envoy.filters.http.router',
          typed_config: { '@type': `${types}.filters.http.router.v3.Router` },
        },
      ],
      route_config: { virtual_hosts: [{ name: cluster, domains: ['*'], routes: [route] }] },
    },
  }
}
