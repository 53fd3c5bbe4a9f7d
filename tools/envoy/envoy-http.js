// Envoy's HTTP connection manager, set up for tracing as Istio does it.

/**
 * @param {object} options
 * @param {object} options.tracing the provider of a tracer (tracers.js)
 * @param {boolean} options.edge the ingress gateway, which trusts nothing that comes from outside; sidecars trust each other
 * @param {Record<string, string> | undefined} [options.tags] more to note on each span: `{ tag: 'name of a request header' }`
 * @param {number | undefined} [options.sampling] how many of 100 requests without a decision are traced
 * @param {'INBOUND' | 'OUTBOUND'} options.direction of the traffic, seen from the service that this Envoy belongs to
 * @param {string} options.cluster where requests go
 * @param {string} options.callee the service's name in the mesh
 */
export function hcm({ tracing, tags = {}, sampling = 100, edge, direction, cluster, callee }) {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
      stat_prefix: `${direction.toLowerCase()}_${callee}`,
      // At the edge the peer is the client: its x-request-id is replaced. Behind it a request's id is kept, and only
      // a request without one gets a new one. That new one is what tears logs apart when an app does not forward it.
      use_remote_address: edge,
      generate_request_id: true,
      preserve_external_request_id: !edge,
      always_set_request_id_in_response: edge, // tells the load driver which id its request got
      tracing: {
        provider: tracing,
        random_sampling: { value: sampling },
        // The gateway makes two spans of a request, received and sent on, as Istio's does. A sidecar makes one per
        // listener: its app stands between the two and must carry the headers from one to the other.
        spawn_upstream_span: edge,
        custom_tags: Object.entries(tags).map(([tag, name]) => ({ tag, request_header: { name } })),
      },
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      http_filters: [
        {
          name: 'envoy.filters.http.router',
          typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
        },
      ],
      route_config: {
        virtual_hosts: [
          {
            name: callee,
            domains: ['*'],
            routes: [
              {
                match: { prefix: '/' },
                // Apps call a loopback port here; the callee is to see the name that it has in a mesh.
                route: { cluster, host_rewrite_literal: `${callee}:8080`, timeout: '15s' },
                // The span's name. Sent on (propagate, the default) it would rename the callee's span, too.
                decorator: { operation: `${callee}:8080/*`, propagate: false },
              },
            ],
          },
        ],
      },
    },
  }
}
