import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { injectText } from '../../packages/inject/dist/index.js'
import { measure } from '../mesh/measure.js'
import { findPlainEnvoy, prepareMachine } from '../mesh/needs.js'
import { ownSidecars } from '../mesh/own-sidecars.js'
import { prefix, startMesh, stopMeshes } from '../mesh/start-mesh.js'
import { runCommand } from '../shared/command.js'
import { temporaryFolder } from '../shared/folders.js'
import { stopAll } from '../shared/processes.js'
import { auditOf } from './audited.js'
import { fillVolume, makeMountPoint } from './kubelet.js'
import { runOldNodes } from './old-nodes.js'
import { containersOf, isMended, pass, restartAs } from './shop.js'
import { writeServices } from './without-line.js'

const options = { requests: 100, concurrency: 10 }
let undo = () => {}
await runCommand(
  async (conclude) => {
    await prepareMachine(() => {})
    const text = execFileSync('kubectl', ['kustomize', 'examples/kubernetes/overlays/istio'], { encoding: 'utf8' })
    const podsOf = (t) =>
      Object.fromEntries(
        parseAllDocuments(t)
          .map((d) => d.toJS())
          .filter((o) => o.kind === 'Deployment' && o.metadata.namespace === 'shop')
          .map((o) => [
            o.metadata.name,
            { metadata: { ...o.spec.template.metadata, name: o.metadata.name }, spec: o.spec.template.spec },
          ]),
      )
    const pods = { plain: podsOf(text), injected: podsOf(injectText(text).text) }
    const envoy = await findPlainEnvoy(() => {})
    const folder = await temporaryFolder(join(tmpdir(), `${prefix}${process.pid}-`))
    const services = writeServices(join(folder, 'shop'))
    const volume = await fillVolume(pods.injected.storefront, folder)
    console.log(JSON.stringify(await runOldNodes(`--require ${join(volume, 'register.cjs')}`, () => {})))
    undo = makeMountPoint()
    const control = { programs: [], containers: containersOf(pods.plain, services) }
    const mesh = await startMesh({
      envoy,
      sidecars: { ...ownSidecars, programs: { '/traceferry': volume }, control: async () => control },
      tracer: 'zipkin+w3c',
    })
    const before = await pass(mesh, options, 'uninjected')
    await restartAs(mesh, control, containersOf(pods.injected, services))
    await measure(mesh, { requests: 20, concurrency: 2 })
    const after = await pass(mesh, options, 'injected')
    await mesh.stop()
    console.log(JSON.stringify(before.figures))
    console.log(JSON.stringify(after.figures))
    console.log(
      JSON.stringify({ b: await auditOf(before.spans, folder, 'b'), a: await auditOf(after.spans, folder, 'a') }),
    )
    conclude(isMended({ before: before.figures, after: after.figures }))
  },
  async () => {
    await Promise.all([stopAll(), stopMeshes()])
    undo()
    undo = () => {}
  },
)
