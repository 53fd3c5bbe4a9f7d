// An empty Kubernetes API, a program of its own in istiod's pod: `node api-server.js <port> <file of tokens>`. Without any
// Kubernetes this istiod panics (nil multicluster controller in serviceentry); with one that has nothing in it, it takes
// its services from files, and asks for no more than whose token it is that a workload shows.
import { readFileSync } from 'node:fs'
import http from 'node:http'

// Resources whose lists istiod decodes as a kind; for others the name will do.
const kinds = {
  services: 'Service',
  endpoints: 'Endpoints',
  endpointslices: 'EndpointSlice',
  pods: 'Pod',
  nodes: 'Node',
  namespaces: 'Namespace',
  secrets: 'Secret',
  configmaps: 'ConfigMap',
  customresourcedefinitions: 'CustomResourceDefinition',
  mutatingwebhookconfigurations: 'MutatingWebhookConfiguration',
  validatingwebhookconfigurations: 'ValidatingWebhookConfiguration',
  leases: 'Lease',
  deployments: 'Deployment',
  daemonsets: 'DaemonSet',
  ingresses: 'Ingress',
  ingressclasses: 'IngressClass',
  serviceaccounts: 'ServiceAccount',
}

const users = JSON.parse(readFileSync(process.argv[3], 'utf8')) // by token

const server = http.createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const { pathname, searchParams } = new URL(String(request.url), 'http://api')
  const asked = { ...resourceOf(pathname.split('/').filter(Boolean)), method: request.method, body }
  if (asked.resource && asked.method === 'GET' && !asked.name && searchParams.get('watch')) {
    return watch(response, asked, searchParams.get('sendInitialEvents'), partial(request))
  }
  const { status, value } = answer(asked, partial(request))
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
})
server.listen(Number(process.argv[2]), '127.0.0.1')

/** What a path names: `/api/v1/...` or `/apis/<group>/<version>/...`, then `namespaces/<name>` or not, then the resource. */
function resourceOf(parts) {
  const core = parts[0] === 'api'
  const group = core ? parts[1] : parts.slice(1, 3).join('/')
  const rest = parts.slice(core ? 2 : 3)
  const [resource, name] = rest[0] === 'namespaces' && rest.length > 2 ? rest.slice(2) : rest
  return { root: parts.length < 2 ? parts[0] : undefined, core, group, resource, name }
}

function answer({ root, core, group, resource, name, method, body }, metadataOnly) {
  if (root === 'version') return ok({ major: '1', minor: '34', gitVersion: 'v1.34.0' })
  if (root === 'api') return ok({ kind: 'APIVersions', versions: ['v1'] })
  if (root || !(core || group)) return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: [] })
  if (!resource) return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: group, resources: [] })
  if (resource === 'tokenreviews') return ok(reviewed(JSON.parse(body)), 201)
  if (method !== 'GET') return ok(kept(body), method === 'POST' ? 201 : 200)
  if (name) return ok({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 }, 404)
  const { kind, apiVersion } = typeOf(resource, group, metadataOnly)
  return ok({ kind: `${kind}List`, apiVersion, metadata: { resourceVersion: '1' }, items: [] })
}

/** Stays open. A client that asks for the initial events waits for the mark at their end before it goes on. */
function watch(response, { resource, group }, initialEvents, metadataOnly) {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  if (!initialEvents) return
  const annotations = { 'k8s.io/initial-events-end': 'true' }
  const object = { ...typeOf(resource, group, metadataOnly), metadata: { resourceVersion: '1', annotations } }
  response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`)
}

/** Whose token this is: a TokenReview, answered. */
function reviewed(review) {
  const { token, audiences } = review.spec
  const username = Object.hasOwn(users, token.trim()) ? users[token.trim()] : undefined
  const groups = ['system:serviceaccounts', 'system:authenticated']
  const status = username
    ? { authenticated: true, audiences, user: { username, groups } }
    : { authenticated: false, error: 'no such token' }
  return { ...review, status }
}

/** What was sent, as if it had been stored. */
function kept(body) {
  const object = body.startsWith('{') ? JSON.parse(body) : {}
  return { ...object, metadata: { ...object.metadata, resourceVersion: '2', uid: 'uid' } }
}

function typeOf(resource, group, metadataOnly) {
  if (metadataOnly) return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }
  return { kind: kinds[resource] ?? resource, apiVersion: group }
}

const ok = (value, status = 200) => ({ status, value })
const partial = (request) => /PartialObjectMetadata/.test(request.headers.accept ?? '')
