// A sidecar's way in for a port, by the protocol that it was given: HTTP, bytes, or whatever the first bytes look like.
import { chains, cluster, http, tcp } from '../envoy-parts.js'

/**
 * @param {object} how
 * @param {number} how.port
 * @param {number} how.app its port
 * @param {string} how.protocol `http`, `http2`, `tcp` or `sniff`
 * @param {string} [how.to] what the app behind it speaks: `http` or `http2`
 * @param {number} [how.detection] ms for which `sniff` waits for the first bytes; 0 is forever
 * @param {any} [how.spans] who takes Envoy's spans (place.js)
 * @returns `{ listeners, clusters }`
 */
export function inbound({ port, app, protocol, to = 'http', detection = 0, spans }) {
  const upgrades = { upgrade_configs: [{ upgrade_type: 'websocket' }] }
  const route = [{ match: { prefix: '/' }, route: { cluster: 'app', timeout: '0s' } }]
  const asHttp = { filters: [http('in', route, { manager: { ...upgrades, ...spans?.manager } })] }
  const asBytes = { filters: [tcp('in', 'app')] }
  const explicit_http_config = to === 'http2' ? { http2_protocol_options: {} } : { http_protocol_options: {} }
  const clusters = [cluster('app', app, { options: { explicit_http_config } })]
  if (spans) clusters.push(cluster('collector', spans.port))
  const listeners = {
    http: chains('in', port, [asHttp]),
    http2: chains('in', port, [asHttp]),
    tcp: chains('in', port, [asBytes]),
    sniff: chains('in', port, [{ ...asHttp, filter_chain_match: detected }, asBytes], {
      listener_filters: [inspector],
      listener_filters_timeout: `${detection / 1000}s`,
      continue_on_listener_filters_timeout: true,
    }),
  }
  return { listeners: [listeners[protocol]], clusters }
}

const detected = { application_protocols: ['http/1.0', 'http/1.1', 'h2c'] }
const inspector = {
  name: 'envoy.filters.listener.http_inspector',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.listener.http_inspector.v3.HttpInspector',
  },
}
