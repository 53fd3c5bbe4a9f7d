// A mutating webhook that changes pods as the injectors of meshes do, after the policies: what it adds is for the policy to see again.
import { once } from 'node:events'
import { createServer } from 'node:https'
import { json } from 'node:stream/consumers'
import { certificate } from '../context/world/certificate.js'
import { hand, write } from '../kubernetes/overlays.js'

/** Puts a container between the pod's own ones and a proxy among its init containers, as a native sidecar is. Once in a pod. */
function patchOf({ spec }) {
  if (spec.containers.some(({ name }) => name === 'late')) return []
  const late = {
    name: 'late',
    image: 'example.com/late:1',
    env: [{ name: 'NODE_OPTIONS', value: '--enable-source-maps' }],
  }
  const proxy = { name: 'istio-proxy', image: 'example.com/proxy:1', restartPolicy: 'Always' }
  return [
    { op: 'add', path: '/spec/containers/0', value: late },
    spec.initContainers === undefined
      ? { op: 'add', path: '/spec/initContainers', value: [proxy] }
      : { op: 'add', path: '/spec/initContainers/0', value: proxy },
  ]
}

/**
 * Starts it, and has the API server call it for the pods of one namespace.
 * @returns `calls`: how many pods it was asked about; `stop()`
 */
export async function startWebhook(kubectl, namespace) {
  const { key, cert } = certificate()
  let calls = 0
  const server = createServer({ key, cert }, async (request, response) => {
    const { request: asked } = /** @type {any} */ (await json(request))
    calls += 1
    const patch = Buffer.from(JSON.stringify(patchOf(asked.object))).toString('base64')
    const answer = { uid: asked.uid, allowed: true, patchType: 'JSONPatch', patch }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  await kubectl(hand, write([configuration(`https://127.0.0.1:${port}/`, cert, namespace)]))
  return {
    calls: () => calls,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function configuration(url, cert, namespace) {
  const webhook = {
    name: 'late.example.com',
    clientConfig: { url, caBundle: Buffer.from(cert).toString('base64') },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    failurePolicy: 'Fail',
    reinvocationPolicy: 'IfNeeded',
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  }
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'late.example.com' },
    webhooks: [webhook],
  }
}
