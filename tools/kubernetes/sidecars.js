// The shop's mesh out of its own manifests: what own-sidecars.js does, with istiod on a real Kubernetes API that holds them.

import { front } from '../demo/topology.js'
import {
  bridgeAddress,
  controlPlane,
  fqdn,
  gatewayAddress,
  gatewayPort,
  namespace,
  places,
  telemetryAddress,
} from '../mesh/addresses.js'
import { admin, agentFolder, launchAgent } from '../mesh/istio/agent.js'
import { ingress, telemetry } from '../mesh/istio/config.js'
import { step } from '../shared/steps.js'
import { applyAll, applyCrds } from './apply-all.js'
import { agentOf, containerOf, interception, writePodInfo } from './injected.js'
import { installIstio } from './install-istio.js'
import { hand, write } from './overlays.js'
import { startServer } from './server.js'
import { makeEndpointSlices, makePods } from './workloads.js'

const ports = { api: 6443, etcd: 2379, peer: 2380 }

/** The pods' addresses, by the Deployments that they are of. */
const addresses = {
  [`${controlPlane}/gateway`]: gatewayAddress,
  'tracing/zipkin': telemetryAddress,
  ...Object.fromEntries(Object.entries(places).map(([name, { pod }]) => [`${namespace}/${name}`, pod])),
}

/**
 * @param programs the paths of mesh/istio/binaries.js (`istio`) and of binaries.js (`kubernetes`)
 * @param onOverlays gets what became of each overlay
 * @param {{ prepare?: (kubectl: any) => Promise<unknown>, onPods?: (pods: any) => void }} [hooks] `prepare` gets kubectl before there
 * are pods; `onPods` gets the pods as they are stored
 */
export function manifestSidecars(
  { istio, kubernetes },
  onOverlays,
  { prepare = async () => {}, onPods = () => {} } = {},
) {
  let stored // the pods, by name
  let kubectl
  return {
    programs: { '/mnt/pilot-agent': istio.agent, '/mnt/bootstrap.json': istio.template },
    intercept: async () => {}, // it is not known yet how
    admin,
    async control(pods, { folder, tracer }) {
      const { node } = pods
      const server = await step('Starting etcd and kube-apiserver', () =>
        startServer(kubernetes, { folder, command: node.command, ports, address: bridgeAddress }),
      )
      kubectl = server.kubectl
      await applyCrds(kubectl)
      const istiod = await step('Installing Istio: its chart, istiod, its webhooks', (say) =>
        installIstio({ node, folder, istio, server, tracer }, say),
      )
      const overlays = await applyAll(kubectl)
      onOverlays(overlays)
      if (overlays.istio.refusal) throw new Error(overlays.istio.refusal)
      await prepare(kubectl)
      const services = await step(
        'Making pods of what is stored, which are injected, and EndpointSlices',
        makeWorkloads,
      )
      await Promise.all(
        Object.keys(places).map((name) => pods[name].run('/mnt/pilot-agent', interception(stored[name]))),
      )
      return { programs: [...server.programs, istiod], records: records(services), containers: containers(stored) }
    },
    async start(pod, { folder }) {
      const { metadata, spec } = stored[pod.name]
      const inSpace = ['--namespace', metadata.namespace]
      const token = await kubectl(['create', 'token', spec.serviceAccountName, ...inSpace, '--audience', 'istio-ca'])
      const root = JSON.parse(await kubectl(['get', 'configmap', 'istio-ca-root-cert', ...inSpace, '--output=json']))
      const credentials = { root: root.data['root-cert.pem'], token: token.trim() }
      const files = await agentFolder(pod, folder)
      await writePodInfo(files, stored[pod.name])
      const port = pod.name === 'gateway' ? gatewayPort : undefined
      return launchAgent(pod, { folder, files, credentials, port, ...agentOf(stored[pod.name]) })
    },
  }

  async function makeWorkloads() {
    await kubectl(hand, write(ownObjects))
    const made = await makePods(kubectl, [...(await list(kubectl, 'deployments')), gateway], addresses)
    stored = Object.fromEntries(Object.values(made).map((pod) => [pod.metadata.name, pod]))
    onPods(stored)
    const services = (await list(kubectl, 'services')).filter(({ spec }) => spec.selector)
    await makeEndpointSlices(kubectl, services, Object.values(made))
    return services
  }
}

/** The gateway in front, injected as Istio's documentation says. Not the shop's, whose users bring their own. */
const gateway = {
  metadata: { name: 'gateway', namespace: controlPlane },
  spec: {
    template: {
      metadata: {
        labels: { app: 'gateway', istio: 'ingressgateway', 'sidecar.istio.io/inject': 'true' },
        annotations: { 'inject.istio.io/templates': 'gateway' },
      },
      spec: {
        serviceAccountName: 'gateway',
        automountServiceAccountToken: false,
        containers: [{ name: 'istio-proxy', image: 'auto' }],
      },
    },
  },
}

const account = (ns, name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: ns } })

const ownObjects = [
  account(controlPlane, 'gateway'),
  account('tracing', 'default'), // a controller makes one in each namespace; none runs here
  ...ingress(fqdn(front, namespace)),
  telemetry(controlPlane, 'zipkin', 100), // for the gateway, and for what this command wants to see on the spans
]

async function list(kubectl, kind) {
  return JSON.parse(await kubectl(['get', kind, '--all-namespaces', '--output=json'])).items
}

/** The cluster's DNS: each Service's name and the address that the API server gave it. */
function records(services) {
  const own = services.map(({ metadata, spec }) => [fqdn(metadata.name, metadata.namespace), spec.clusterIP])
  return {
    ...Object.fromEntries(own),
    [fqdn('gateway', controlPlane)]: gatewayAddress,
    [fqdn('istiod', controlPlane)]: bridgeAddress, // without a kube-proxy its Service's address leads nowhere
  }
}

/** What the shop's containers run. */
export function containers(stored) {
  const of = (name) => {
    const { command, env, ports } = containerOf(stored[name], name)
    const values = Object.fromEntries(env.map(({ name, value }) => [name, value]))
    return { command, env: values, port: ports[0].containerPort }
  }
  return Object.fromEntries(Object.keys(places).map((name) => [name, of(name)]))
}
