// The two ways in which sidecars have handed inbound calls to the app.
import { inboundPort } from '../../mesh/iptables.js'

/**
 * `pod`: how its pods are called, `meshes`: what a user of such a mesh tells the doctor; `cluster(port)`: where the sidecar connects to for a call to
 * that port of the pod.
 */
export const modes = {
  loopback: {
    pod: 'old',
    title: 'to 127.0.0.1 (Istio before 1.10, Linkerd before 2.11)',
    meshes: ['istio@1.9', 'linkerd@2.10'],
    cluster: (port) => ({
      type: 'STATIC',
      load_assignment: {
        cluster_name: `inbound|${port}||`,
        endpoints: [{ lb_endpoints: [{ endpoint: { address: address('127.0.0.1', port) } }] }],
      },
    }),
  },
  passthrough: {
    pod: 'new',
    title: "to the pod's address (Istio since 1.10, Linkerd since 2.11)",
    meshes: ['istio@1.30', 'linkerd@2.20'],
    // istio: listener_address.go; the call comes from 127.0.0.6, so that iptables lets it pass.
    cluster: () => ({
      type: 'ORIGINAL_DST',
      lb_policy: 'CLUSTER_PROVIDED',
      upstream_bind_config: { source_address: { address: '127.0.0.6', port_value: 0 } },
    }),
  },
}

export function address(host, port) {
  return { socket_address: { address: host, port_value: port } }
}

/** Where iptables leads inbound connections. */
export const inbound = address('0.0.0.0', inboundPort)
