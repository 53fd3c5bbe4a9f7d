// Istio on the API server: its chart's objects, istiod as a process, and its webhooks, which inject and validate.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bridgeAddress, controlPlane } from '../mesh/addresses.js'
import { proxySettings } from '../mesh/istio/agent.js'
import { startIstiod } from '../mesh/istio/istiod.js'
import { Unprepared } from '../shared/errors.js'
import { renderIstio } from './istio-chart.js'
import { hand, write } from './overlays.js'
import { sliceOf } from './workloads.js'

/** @param node the pod that istiod runs in; `server` what startServer() returns. @returns istiod, ready */
export async function installIstio({ node, folder, istio, server, tracer }, say) {
  const { kubectl, url, authority } = server
  const { objects, env } = await renderIstio(proxySettings(tracer), say)
  await kubectl(hand, write([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: controlPlane } }]))
  await kubectl(hand, write(objects))
  const files = join(folder, 'istiod')
  await mkdir(files)
  // With its own account and the rights that the chart gives it.
  const token = (await kubectl(['create', 'token', 'istiod', '--namespace', controlPlane])).trim()
  const cluster = { 'certificate-authority': authority }
  const istiod = await startIstiod(node, istio, { files, folder, server: url, user: { token }, cluster, env })
  await kubectl(hand, write([sliceOf(find(objects, 'Service', 'istiod'), [istiodPod])]))
  for (const kind of ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration']) await trusted(kubectl, kind)
  return istiod
}

/** Where the API server finds istiod: no kubelet has started it. */
const istiodPod = {
  metadata: { name: 'istiod', namespace: controlPlane, labels: { app: 'istiod', istio: 'pilot' } },
  spec: { containers: [{ ports: [15010, 15012, 15014, 15017].map((containerPort) => ({ containerPort })) }] },
  status: { podIP: bridgeAddress },
}

/** istiod writes its certificate authority into its webhooks. Before, the API server could not call them. */
async function trusted(kubectl, kind) {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const { items } = JSON.parse(await kubectl(['get', kind, '--output=json']))
    const hooks = items.flatMap(({ webhooks }) => webhooks)
    if (hooks.length > 0 && hooks.every(({ clientConfig }) => clientConfig.caBundle)) return
    await sleep(500)
  }
  throw new Unprepared(`istiod has not set up its ${kind} after 60 s`)
}

const find = (objects, wanted, name) => objects.find(({ kind, metadata }) => kind === wanted && metadata.name === name)
