// The command behind `npm run tool -- inject`: the policies on a real Kubernetes API, and the shop as its pods come out of it.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findKubernetes, version } from '../kubernetes/binaries.js'
import { tracers as allTracers } from '../mesh/envoy/tracing.js'
import { measure } from '../mesh/measure.js'
import { findPlainEnvoy, prepareMachine } from '../mesh/needs.js'
import { ownSidecars } from '../mesh/own-sidecars.js'
import { prefix, startMesh, stopMeshes } from '../mesh/start-mesh.js'
import { sweep } from '../mesh/sweep.js'
import { runCommand } from '../shared/command.js'
import { remove, temporaryFolder } from '../shared/folders.js'
import { stopAll } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { auditOf } from './audited.js'
import { besideIstio } from './beside-istio.js'
import { checkChoice, checkWebhook } from './checks.js'
import { fillVolume, makeMountPoint } from './kubelet.js'
import { runOldNodes } from './old-nodes.js'
import { readOptions } from './options.js'
import { others } from './others.js'
import { report, shapeLines } from './report.js'
import { withCluster } from './run-shapes.js'
import { compareBeta, compareShapes } from './shapes.js'
import { containersOf, isMended, pass, restartAs, storePods, writtenPods } from './shop.js'
import { writeServices } from './without-line.js'

/** The oldest version that the server can behave as. */
const emulated = '1.34'

const options = readOptions(process.argv)
let removeMountPoint = () => {}
await runCommand(main, async () => {
  await Promise.all([stopAll(), stopMeshes()])
  removeMountPoint()
  removeMountPoint = () => {}
})

async function main(conclude) {
  const other = Object.entries(others).find(([name]) => options[name])
  if (other) return tellOfOther(conclude, other[1])
  if (!options.shapes) {
    await step('Looking at the machine', (say) =>
      prepareMachine(say, { command: 'npm run tool -- inject', otherwise: '--shapes needs no root.' }),
    )
    sweep()
  }
  const found = options.files ? { pods: await writtenPods() } : options.onlyIstio ? await forIstio() : await onServer()
  const { kubernetes, shapes, pods } = found
  const isShapely = shapes === undefined || isRight(shapes)
  conclude(isShapely && options.shapes === true)
  const rest = options.shapes ? {} : await runShop(kubernetes, pods)
  const { tracers = {}, istio, oldNodes = {} } = rest
  const mended = [...Object.values(tracers), ...(istio ? [istio] : [])].every(isMended)
  const right = isShapely && Object.values(istio?.checks ?? {}).every(Boolean)
  const whole = right && mended && Object.values(oldNodes).every(({ same }) => same)
  conclude(whole)
  const result = { ...(shapes ? { kubernetes: version, shapes } : {}), ...rest }
  console.log(options.json ? JSON.stringify({ whole, ...result }) : report(result, whole))
}

/** Less than a whole API server, Kyverno or operator: what their code makes of the shapes. */
async function tellOfOther(conclude, ask) {
  const result = await ask(options)
  const whole = isRight(result.shapes)
  conclude(whole)
  console.log(options.json ? JSON.stringify({ whole, ...result }) : report(result, whole))
}

function findServer() {
  return step('Looking for kube-apiserver, etcd and kubectl', findKubernetes)
}

/** The volume is filled as a pod of the manifests says: which is what the policy says, too. */
async function forIstio() {
  return { kubernetes: await findServer(), pods: await writtenPods() }
}

async function onServer() {
  const kubernetes = await findServer()
  const older = await withCluster(kubernetes, (kubectl) => compareBeta(kubectl, emulated), emulated)
  return withCluster(kubernetes, async (kubectl) => {
    // First: once its last policy is deleted, a server sees no change of a ConfigMap in a new one. compareShapes() deletes policies.
    const choice = await step('What is chosen, and what is not', () => checkChoice(kubectl))
    const webhook = await step('A webhook that changes the pod after the policy', () => checkWebhook(kubectl))
    const forms = await compareShapes(kubectl)
    const shapes = { forms: { ...older, ...forms }, checks: { ...choice, ...webhook } }
    if (!options.shapes) console.error(shapeLines(`Kubernetes ${version}`, shapes).join('\n')) // the rest takes minutes
    return { kubernetes, shapes, pods: options.shapes ? undefined : await storePods(kubectl) }
  })
}

function isRight({ forms, checks }) {
  return Object.values(forms).every(({ differ }) => differ.length === 0) && Object.values(checks).every(Boolean)
}

async function runShop(kubernetes, pods) {
  const envoy = await step('Looking for Envoy', findPlainEnvoy)
  const folder = await temporaryFolder(join(tmpdir(), `${prefix}${process.pid}-`))
  const services = writeServices(join(folder, 'shop'))
  const volume = await step("Running the init container's command in its image", () =>
    fillVolume(pods.injected.storefront, folder),
  )
  removeMountPoint = makeMountPoint()
  const istio = () => besideIstio({ kubernetes, envoy, services, volume, folder, options })
  if (options.onlyIstio) return { istio: await istio() }
  const oldNodes = await step('Old Nodes', (say) => runOldNodes(`--require ${join(volume, 'register.cjs')}`, say))
  const tracers = {}
  let audited
  for (const tracer of Object.keys(allTracers)) {
    const { before, after } = await beforeAndAfter({ envoy, pods, services, volume, tracer })
    tracers[tracer] = { before: before.figures, after: after.figures }
    audited ??= {
      before: await auditOf(before.spans, folder, 'before'),
      after: await auditOf(after.spans, folder, 'after'),
    }
  }
  const beside = options.istio ? { istio: await istio() } : {}
  remove(folder)
  return { tracers, ...beside, oldNodes, audited }
}

/** One mesh: the uninjected pods, and then the injected ones. */
async function beforeAndAfter({ envoy, pods, services, volume, tracer }) {
  const control = { programs: [], containers: containersOf(pods.plain, services) }
  const sidecars = { ...ownSidecars, programs: { '/traceferry': volume }, control: async () => control }
  const mesh = await step(`A mesh with the tracer ${tracer}`, () => startMesh({ envoy, sidecars, tracer }))
  const before = await pass(mesh, options, 'uninjected')
  await restartAs(mesh, control, containersOf(pods.injected, services))
  await measure(mesh, { requests: 20, concurrency: 2 }) // the first calls meet connections to the services of before
  const after = await pass(mesh, options, 'injected')
  await mesh.stop()
  return { before, after }
}
