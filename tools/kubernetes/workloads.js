// What kubelet and the controllers would have made of the manifests: a pod per Deployment, its address, and the EndpointSlices
// that say where a Service leads. Made here by hand, out of what the API server has stored.
import { hand, write } from './overlays.js'

/**
 * @param addresses of the pods, by `<namespace>/<Deployment>`; Deployments without one get no pod
 * @returns by the same key each pod as it is stored
 */
export async function makePods(kubectl, deployments, addresses) {
  const wanted = deployments.filter((one) => addresses[keyOf(one)])
  await kubectl(hand, write(wanted.map(podOf)))
  const pods = await Promise.all(wanted.map((one) => setAddress(kubectl, one, addresses[keyOf(one)])))
  return Object.fromEntries(wanted.map((one, index) => [keyOf(one), pods[index]]))
}

/** One slice per Service that has pods. */
export async function makeEndpointSlices(kubectl, services, pods) {
  await kubectl(hand, write(services.map((service) => sliceOf(service, pods)).filter(Boolean)))
}

export const keyOf = ({ metadata }) => `${metadata.namespace}/${metadata.name}`

function podOf({ metadata: { name, namespace }, spec: { template } }) {
  const metadata = { ...template.metadata, name, namespace }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...template.spec, nodeName: 'node' } }
}

async function setAddress(kubectl, { metadata: { name, namespace } }, address) {
  const status = {
    phase: 'Running',
    podIP: address,
    podIPs: [{ ip: address }],
    conditions: [{ type: 'Ready', status: 'True' }],
  }
  const patch = ['patch', 'pod', name, '--namespace', namespace, '--subresource=status', '--output=json']
  return JSON.parse(await kubectl([...patch, '--patch', JSON.stringify({ status })]))
}

/** The pods that a Service's selector finds, and the ports that its targetPorts name; undefined if there is no pod. */
export function sliceOf({ metadata: { name, namespace }, spec }, pods) {
  const found = pods.filter(
    (pod) =>
      pod.metadata.namespace === namespace &&
      Object.entries(spec.selector).every(([key, value]) => pod.metadata.labels[key] === value),
  )
  if (found.length === 0) return undefined
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: spec.ports.map(({ name: title, port, targetPort = port, appProtocol }) => ({
      name: title,
      port: containerPort(found[0], targetPort),
      protocol: 'TCP',
      appProtocol,
    })),
    endpoints: found.map((pod) => ({
      addresses: [pod.status.podIP],
      conditions: { ready: true },
      nodeName: 'node',
      targetRef: { kind: 'Pod', name: pod.metadata.name, namespace },
    })),
  }
}

function containerPort(pod, wanted) {
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? [])
  const port = ports.find(({ name, containerPort }) => name === wanted || containerPort === wanted)
  if (!port) throw new Error(`${keyOf(pod)} has no port ${wanted}`)
  return port.containerPort
}
