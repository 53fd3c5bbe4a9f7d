// What istiod is told: the mesh's settings, and the shop's services as the files that stand for Kubernetes here.
import { appPort, bridgeAddress, clusterDomain, namespace, places, telemetryAddress } from '../addresses.js'

export const discoveryPort = 15010
export const discoveryAddress = `${bridgeAddress}:${discoveryPort}`
const zipkin = `zipkin.istio-system.svc.${clusterDomain}`

/** JSON is YAML, too. */
export const meshConfig = {
  enableAutoMtls: false, // and PeerAuthentication below: plain text, since the gateway in front is not Istio's
  defaultConfig: { discoveryAddress, controlPlaneAuthPolicy: 'NONE' },
  extensionProviders: [{ name: 'zipkin', zipkin: { service: zipkin, port: 9411 } }],
  defaultProviders: { tracing: ['zipkin'] },
}

/** File name to object, for istiod's --configDir. */
export const objects = Object.fromEntries(
  [
    object('telemetry.istio.io/v1', 'Telemetry', 'istio-system', 'tracing', {
      tracing: [{ providers: [{ name: 'zipkin' }], randomSamplingPercentage: 100 }],
    }),
    object('security.istio.io/v1', 'PeerAuthentication', 'istio-system', 'default', { mtls: { mode: 'DISABLE' } }),
    object('networking.istio.io/v1', 'ServiceEntry', 'istio-system', 'zipkin', {
      hosts: [zipkin],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      ports: [{ number: 9411, name: 'http', protocol: 'HTTP' }],
      endpoints: [{ address: telemetryAddress }],
    }),
    ...Object.entries(places).flatMap(([name, { pod, service, fqdn }]) => [
      object('networking.istio.io/v1', 'ServiceEntry', namespace, name, {
        hosts: [fqdn],
        addresses: [service],
        location: 'MESH_INTERNAL',
        resolution: 'STATIC',
        ports: [{ number: appPort, name: 'http', protocol: 'HTTP' }],
        workloadSelector: { labels: { app: name } },
      }),
      object('networking.istio.io/v1', 'WorkloadEntry', namespace, name, {
        address: pod,
        labels: { app: name },
        serviceAccount: name,
      }),
    ]),
  ].map((one) => [`${one.kind}-${one.metadata.name}.yaml`, one]),
)

function object(apiVersion, kind, ns, name, spec) {
  return { apiVersion, kind, metadata: { name, namespace: ns }, spec }
}
