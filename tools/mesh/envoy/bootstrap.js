// What every Envoy here has: who it is, its admin interface, run-time settings, the way to the trace store.
import { telemetryAddress } from '../addresses.js'
import { cluster, staticEndpoint } from './cluster.js'

/** @param admin path of the admin interface's socket; it is a file so that this command can reach it from outside */
export function bootstrap(name, { admin, tracing, listeners, clusters }) {
  return {
    node: { id: name, cluster: name }, // Zipkin spans carry the cluster as their service's name
    admin: { address: { pipe: { path: admin, mode: 0o666 } } },
    // The second layer is what POST /runtime_modify writes to: the faults are switched on there, while requests flow.
    layered_runtime: {
      layers: [
        { name: 'static', static_layer: tracing.runtime },
        { name: 'admin', admin_layer: {} },
      ],
    },
    static_resources: {
      listeners,
      clusters: [...clusters, cluster('trace-store', staticEndpoint(telemetryAddress, tracing.port))],
    },
  }
}
