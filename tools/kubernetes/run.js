// The command behind `npm run tool -- kubernetes`: the manifests on a real Kubernetes API, and the shop in the mesh that they say.

import { findIstio, version as istioVersion } from '../mesh/istio/binaries.js'
import { findPlainEnvoy, install, prepareMachine } from '../mesh/needs.js'
import { writePage } from '../mesh/page.js'
import { isWhole, verdict, withoutAndWith } from '../mesh/passes.js'
import { startMesh, stopMeshes } from '../mesh/start-mesh.js'
import { sweep } from '../mesh/sweep.js'
import { runCommand } from '../shared/command.js'
import { stopAll } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { isAccepted } from './apply-all.js'
import { findKubernetes, version } from './binaries.js'
import { checkout } from './checkout.js'
import { onThisMachine } from './manifests-only.js'
import { readOptions } from './options.js'
import { report } from './report.js'
import { manifestSidecars } from './sidecars.js'

/** @type {any} */
const options = { ...readOptions(process.argv), istio: true, mtls: 'strict', sampling: 100 }
await runCommand(main, () => Promise.all([stopAll(), stopMeshes()]))

async function main(conclude) {
  /** @type {any} */
  const { envoy, ...result } = await (options.manifests ? manifestsOnly() : inMesh(conclude))
  const { overlays, passes, tour } = result
  const accepted = Object.values(overlays).every(isAccepted)
  const whole = accepted && (!passes || (isWhole(passes.manifests, options) && tour.whole))
  conclude(whole)
  const said = passes ? verdict(whole, options) : undefined
  console.log(options.json ? JSON.stringify({ whole, ...result }) : report(result, said))
  if (options.write) await writePage({ envoy, result })
}

async function manifestsOnly() {
  const kubernetes = await step('Looking for kube-apiserver, etcd and kubectl', findKubernetes)
  return { kubernetes: version, overlays: await onThisMachine(kubernetes) }
}

async function inMesh(conclude) {
  await step('Looking at the machine', prepareMachine)
  sweep()
  const envoy = await step('Looking for Envoy', findPlainEnvoy)
  const kubernetes = await step('Looking for kube-apiserver, etcd and kubectl', findKubernetes)
  const istio = await step('Looking for Istio', async (say) => {
    await install({ openssl: 'openssl' }, say)
    return findIstio(say)
  })
  let overlays
  const sidecars = manifestSidecars({ istio, kubernetes }, (all) => {
    overlays = all
    if (!Object.values(all).every(isAccepted)) conclude(false) // even if no mesh can be made of it
  })
  // The tracer that overlays/istio/install.yaml names: here it only says where the spans come in.
  const mesh = await startMesh({ envoy, sidecars, tracer: 'zipkin+w3c', env: { TRACEFERRY: 'off' } })
  const { before, after, tree, outside } = await withoutAndWith(mesh, options)
  const tour = await step('checkout.js in the pod of ledger', () => checkout(mesh))
  await mesh.stop()
  const { requests, concurrency, sampling, mtls } = options
  const settings = { kubernetes: version, istio: istioVersion, mtls, requests, concurrency, sampling }
  const passes = { manifests: { before, after } }
  return { envoy, ...settings, overlays, passes, outside, tour, trace: tree?.trace }
}
