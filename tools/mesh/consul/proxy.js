// What stands in a pod of Consul's mesh: its rules, written by Consul, and an Envoy with the bootstrap that Consul makes.
import { execa } from 'execa'
import { front } from '../../demo/topology.js'
import { gatewayPort, places, telemetryAddress } from '../addresses.js'
import { gateway } from '../envoy/gateway.js'
import { sidecarUser } from '../iptables.js'
import { ask, ready, startEnvoy } from '../programs.js'
import { agentUrl, calls, dnsPort, grpcUrl, inboundPort, program, sidecarOf } from './config.js'

/** Consul's own rules. With them goes DNS: the pod asks the agent, and that one the cluster's DNS. */
export async function intercept(pod) {
  const { hostname } = new URL(agentUrl)
  const dns = [`-consul-dns-ip=${hostname}`, `-consul-dns-port=${dnsPort}`]
  // A gateway takes requests from outside the mesh, and this one reports its spans itself.
  const edge = [`-exclude-inbound-port=${gatewayPort}`, `-exclude-outbound-cidr=${telemetryAddress}/32`]
  await pod.run(program, [
    ...['connect', 'redirect-traffic', `-http-addr=${agentUrl}`, `-proxy-id=${sidecarOf(pod.name)}`],
    ...[`-proxy-uid=${sidecarUser}`, ...dns, ...(pod.name === 'gateway' ? edge : [])],
  ])
}

/** Ready when Consul has told its Envoy the way to each service that its app calls. */
export async function startSidecar(pod, { folder, admin, tracing }) {
  const id = sidecarOf(pod.name)
  const about = ['connect', 'envoy', `-proxy-id=${id}`, `-http-addr=${agentUrl}`, `-grpc-addr=${grpcUrl}`]
  const only = ['-ignore-envoy-compatibility', '-bootstrap']
  // As the sidecar's user: anybody else's way to the agent leads through the sidecar, which is not there yet.
  const [command, args] = pod.command(program, [...about, ...only], sidecarUser)
  const { stdout } = await execa(command, args)
  const envoy = await startEnvoy(pod, added(JSON.parse(stdout), { admin, tracing }), { folder, admin, name: id })
  await ready(envoy, async () => {
    const { text } = await ask(admin, 'GET', '/clusters')
    return calls[pod.name].every((callee) =>
      text.includes(`::${places[callee].pod}:${inboundPort}::health_flags::healthy`),
    )
  })
  return envoy
}

/**
 * The edge, as an ingress of another maker is put into Consul's mesh: a service that calls through its sidecar. Consul's own
 * gateways do not trace: their listeners sample 0 %, and no setting of theirs changes that.
 */
export function startEdge(pod, { folder, admin, tracing }) {
  const config = gateway({ admin, tracing, to: places[front].service, spawn: false })
  return startEnvoy(pod, config, { folder, admin, user: 0 }) // not the sidecar's user, whose calls go past the sidecar
}

/** Consul's bootstrap, with what only this command needs: its spans soon, and an admin interface that it can reach. */
function added(bootstrap, { admin, tracing }) {
  const layers = [...bootstrap.layered_runtime.layers, { name: 'flush', static_layer: tracing.runtime }]
  const pipe = { pipe: { path: admin, mode: 0o666 } }
  return {
    ...bootstrap,
    admin: { address: pipe },
    layered_runtime: { layers: [...layers, { name: 'admin', admin_layer: {} }] },
  }
}
