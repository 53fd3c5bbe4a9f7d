// Beside Istio: its webhook and our policy change the same pods on one API server, and istiod and its agents run them.
import { policyYaml } from '../../packages/inject/dist/index.js'
import { containerOf } from '../kubernetes/injected.js'
import { manifestSidecars } from '../kubernetes/sidecars.js'
import { controlPlane, namespace, places } from '../mesh/addresses.js'
import { findIstio } from '../mesh/istio/binaries.js'
import { measure } from '../mesh/measure.js'
import { install } from '../mesh/needs.js'
import { startMesh } from '../mesh/start-mesh.js'
import { step } from '../shared/steps.js'
import { auditOf } from './audited.js'
import { INJECT } from './cluster.js'
import { containersOf, pass, restartAs } from './shop.js'

/** @returns `before` and `after`: figures; `checks` of the pods as they are stored; `audited` before and after */
export async function besideIstio({ kubernetes, envoy, services, volume, folder, options }) {
  const istio = await step('Looking for Istio', async (say) => {
    await install({ openssl: 'openssl' }, say)
    return findIstio(say)
  })
  let stored
  const sidecars = manifestSidecars({ istio, kubernetes }, () => {}, {
    async prepare(kubectl) {
      await kubectl(['apply', '-f', '-'], policyYaml())
      await kubectl(['label', 'namespace', namespace, `${INJECT}=enabled`])
    },
    onPods(pods) {
      stored = pods
    },
  })
  let control
  const both = {
    ...sidecars,
    programs: { ...sidecars.programs, '/traceferry': volume },
    async control(...args) {
      control = await sidecars.control(...args)
      control.containers = containersOf(stored, services)
      return control
    },
  }
  const mesh = await startMesh({ envoy, sidecars: both, tracer: 'zipkin+w3c' })
  const after = await pass(mesh, options, "beside Istio's injection")
  const uninjected = containersOf(stored, services)
  for (const container of Object.values(uninjected)) delete container.env.NODE_OPTIONS
  await restartAs(mesh, control, uninjected)
  await measure(mesh, { requests: 20, concurrency: 2 })
  const before = await pass(mesh, options, 'the same without NODE_OPTIONS')
  await mesh.stop()
  const audited = {
    before: await auditOf(before.spans, folder, 'istio-before'),
    after: await auditOf(after.spans, folder, 'istio-after'),
  }
  return { before: before.figures, after: after.figures, checks: checksOf(stored), audited }
}

/** What both have made of the pods. */
function checksOf(pods) {
  const apps = Object.keys(places).map((name) => pods[name])
  const others = Object.values(pods).filter(({ metadata }) => metadata.namespace === controlPlane)
  const app = (pod) => containerOf(pod, pod.metadata.name)
  const isOurs = (container) => JSON.stringify(container).includes('/traceferry')
  const has = (pod, name) => [...pod.spec.initContainers, ...pod.spec.containers].some((one) => one.name === name)
  return {
    'each pod of the shop has the sidecar and the payload': apps.every(
      (pod) => ['istio-init', 'istio-proxy', 'traceferry-init'].every((name) => has(pod, name)) && isOurs(app(pod)),
    ),
    "Istio's own containers have nothing of ours": apps.every((pod) =>
      ['istio-init', 'istio-proxy'].every((name) => !isOurs(containerOf(pod, name))),
    ),
    'the annotation names the container of the app alone': apps.every(
      ({ metadata }) => metadata.annotations['traceferry.dev/injected'] === metadata.name,
    ),
    'a pod without the label is left as it was': others.length > 0 && !others.some(isOurs),
  }
}
