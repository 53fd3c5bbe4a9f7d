// Who is where: the pods' addresses, the services' virtual addresses, and their names in the cluster's DNS.
import { services } from '../demo/topology.js'

export const prefixLength = 24
export const bridgeAddress = '10.244.0.1' // the DNS server listens here, too
export const gatewayAddress = '10.244.0.2'
export const telemetryAddress = '10.244.0.3'
export const clientAddress = '10.244.0.4'

export const appPort = 8080
export const gatewayPort = 8080 // as Istio's: its user may not listen below 1024
export const clusterDomain = 'cluster.local'
export const namespace = 'shop'
export const controlPlane = 'istio-system' // the namespace of istiod and the gateway

/** Per service its pod's address and its virtual one, which no interface has: only a sidecar can answer there. */
export const places = Object.fromEntries(
  Object.keys(services).map((name, index) => [
    name,
    { pod: `10.244.0.${10 + index}`, service: `10.96.0.${10 + index}`, fqdn: fqdn(name, namespace) },
  ]),
)

/** What the DNS server answers: full name to address. Short names come from the search list, as in a cluster. */
export const records = {
  ...Object.fromEntries(Object.values(places).map(({ fqdn, service }) => [fqdn, service])),
  [fqdn('zipkin', controlPlane)]: telemetryAddress,
  [fqdn('gateway', controlPlane)]: gatewayAddress,
  [fqdn('istiod', controlPlane)]: bridgeAddress,
}

/** As kubelet writes it into a pod of the namespace. */
export const resolvConf = `nameserver ${bridgeAddress}
search ${namespace}.svc.${clusterDomain} svc.${clusterDomain} ${clusterDomain}
options ndots:5
`

/** Under which names a service is called: all that DNS leads to it, and its address. */
export function namesOf(name) {
  const { service, fqdn } = places[name]
  const short = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`]
  return [...short, fqdn, service].flatMap((host) => [host, `${host}:${appPort}`])
}

export function fqdn(name, ns) {
  return `${name}.${ns}.svc.${clusterDomain}`
}
