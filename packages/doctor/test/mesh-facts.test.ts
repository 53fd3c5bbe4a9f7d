// Facts about Linkerd and Istio that rules once had wrong, from their documentation and their code.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

interface Found {
  readonly id: string
  readonly severity: string
  readonly message: string
  readonly fix: string
}

async function all(text: string, mesh: string, ...more: string[]): Promise<Found[]> {
  const { stdout } = await doctor(
    join(folderOf({ 'x.yaml': text }), 'x.yaml'),
    '--mesh',
    mesh,
    '--format',
    'json',
    ...more,
  )
  return JSON.parse(stdout).findings
}
const ids = async (...args: Parameters<typeof all>) =>
  (await all(...args)).map(({ id, severity }) => `${id} ${severity}`)

const service = (port: string, { annotations = '{}', headless = false, labels = '{}' } = {}) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: pay, namespace: shop, annotations: ${annotations}, labels: ${labels} }\nspec: { selector: { app: pay }, ${headless ? 'clusterIP: None, ' : ''}ports: [{ port: 8080, ${port} }] }\n`

test.each([
  ['grpc', ['TF202 error'], []],
  ['http2', ['TF202 error'], []],
  ['https', [], []],
  ['tcp', [], ['TF207 warning']],
  ['kubernetes.io/h2c', [], []],
])('appProtocol %s on Linkerd: %j, and on a headless Service %j: never both', async (value, normal, headless) => {
  expect(await ids(service(`appProtocol: ${value}`), 'linkerd@2.20')).toEqual(normal)
  expect(await ids(service(`appProtocol: ${value}`, { headless: true }), 'linkerd@2.20')).toEqual(headless)
})

test.each<[string, string[]]>([
  ['retry.linkerd.io/http: 5xx', ['TF304 error']],
  ['retry.linkerd.io/http: 5XX', ['TF304 error']],
  ['retry.linkerd.io/http: "500-504"', ['TF304 error']],
  ['retry.linkerd.io/http: "429-503"', ['TF304 error']],
  ['retry.linkerd.io/http: "503"', ['TF304 error']],
  ['retry.linkerd.io/http: "429"', []],
  ['retry.linkerd.io/http: "400-499,409"', []],
  // Linkerd drops an annotation with anything that it does not know, so nothing is retried, and TF705 says so.
  ['retry.linkerd.io/http: "5xx, 429"', ['TF705 error']],
  ['retry.linkerd.io/http: "connect-failure,5xx"', ['TF705 error']],
  ['retry.linkerd.io/http: "504-500"', ['TF705 error']],
  ['retry.linkerd.io/http: 5xx, retry.linkerd.io/limit: many', ['TF705 error']],
  ['retry.linkerd.io/http: 5xx, retry.linkerd.io/timeout: "5"', ['TF705 error']],
  ['retry.linkerd.io/http: 5xx, retry.linkerd.io/limit: "0"', ['TF304 error']],
  ['retry.linkerd.io/grpc: internal', ['TF304 error']],
  ['retry.linkerd.io/grpc: unavailable', []],
  ['retry.linkerd.io/grpc: "unavailable, internal"', ['TF705 error']],
])('a Service with %s: %j', async (annotation, expected) => {
  const text = service('name: http', { annotations: `{ ${annotation} }` })
  expect(await ids(text, 'linkerd@2.20')).toEqual(expected)
  // They mean nothing to Istio.
  expect(await ids(text, 'istio@1.30')).toEqual([])
  for (const { fix } of await all(text, 'linkerd@2.20')) expect(fix).not.toMatch(/connect-failure|reset-before-request/)
})

const profile = (condition: string) =>
  `apiVersion: linkerd.io/v1alpha2\nkind: ServiceProfile\nmetadata: { name: pay.shop.svc.cluster.local, namespace: shop }\nspec: { routes: [{ name: r, isRetryable: true, condition: ${condition} }] }\n`
const grpcRoute = `apiVersion: gateway.networking.k8s.io/v1\nkind: GRPCRoute\nmetadata: { name: r, namespace: shop, annotations: { retry.linkerd.io/grpc: internal } }\nspec:\n  parentRefs: [{ kind: Service, group: core, name: pay }]\n  rules: [{ matches: [{ method: { service: shop.Pay, method: Get } }] }]\n`

test('every call of gRPC is a POST: the method of the service tells whether it may be repeated', async () => {
  expect(await ids(profile('{ method: POST, pathRegex: /pay }'), 'linkerd@2.20')).toEqual(['TF304 error'])
  expect(await ids(profile('{ method: GET, pathRegex: /pay }'), 'linkerd@2.20')).toEqual([])
  for (const path of ['/shop.v1.Pay/List', '/shop\\.v1\\.Pay/List'])
    expect(await ids(profile(`{ method: POST, pathRegex: '${path}' }`), 'linkerd@2.20')).toEqual(['TF304 info'])
  const [found] = await all(grpcRoute, 'linkerd@2.20')
  expect([found!.id, found!.message]).toEqual(['TF304', 'GRPCRoute shop/r retries gRPC calls on internal'])
  expect(found!.fix).toMatch(/GRPCRoute for the methods that are safe/)
})

const virtual = (retries: string, gateways = '') =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: pay, namespace: shop }\nspec:\n  hosts: [pay]\n${gateways}  http: [{ route: [{ destination: { host: pay } }], timeout: 5s, retries: ${retries} }]\n`

test('retries without attempts retry nothing, and Istio refuses them', async () => {
  expect(await ids(virtual('{ retryOn: 5xx, perTryTimeout: 1s }'), 'istio@1.30')).toEqual(['TF302 error'])
  expect(await ids(virtual('{ attempts: 0, retryOn: 5xx }'), 'istio@1.30')).toEqual(['TF302 error'])
  expect(await ids(virtual('{ attempts: 0 }'), 'istio@1.30')).toEqual([])
  expect(await ids(virtual('{ attempts: 1, retryOn: 5xx }'), 'istio@1.30')).toEqual(['TF304 error'])
  expect(await ids(virtual('{ attempts: 1, retryOn: 5xx }'), 'linkerd@2.20')).toEqual([])
})

const budget =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: pay, namespace: shop }\nspec: { host: pay, trafficPolicy: { retryBudget: { minRetryConcurrency: 3 } } }\n'

test.each<[string, string[]]>([
  ['1.26', []],
  ['1.27.9', ['TF307 warning']],
  ['1.27', ['TF307 warning']],
  ['1.28.3', ['TF307 warning']],
  ['v1.28.5', ['TF307 warning']],
  ['1.28.6', []],
  ['1.28.10-distroless', []],
  ['1.28', ['TF307 info']],
  ['1.29.1', ['TF307 warning']],
  ['1.29.2', []],
  ['1.30.0', []],
])('the default of a retry budget in Istio %s: %j', async (version, expected) => {
  expect(await ids(budget, `istio@${version}`)).toEqual(expected)
})

test('the patch release is shown, and a wrong one is refused', async () => {
  const file = join(folderOf({ 'x.yaml': budget }), 'x.yaml')
  expect((await doctor(file, '--mesh', 'istio@1.28.3')).stdout).toContain('Mesh: Istio 1.28.3.')
  for (const version of ['1.28.3.4.5x!', '1.', '1.28.'])
    expect((await doctor(file, '--mesh', `istio@${version}`)).code).toBe(2)
})

const namespace = (labels: string) =>
  `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, ${labels} } }\n---\n`

test('ambient mode: without a waypoint nothing reads HTTP, so routes, budgets and protocols do not act', async () => {
  const text = `${virtual('{ attempts: 2, perTryTimeout: 600ms, retryOn: "5xx" }')}---\n${budget}---\n${service('name: mystery')}`
  const acting = ['TF307 warning', 'TF304 error', 'TF201 warning'].sort()
  const found = async (more: string, body = text) =>
    (await ids(more + body, 'istio@1.28.3')).filter((one) => !/^TF70[23]/.test(one)).sort()
  expect(await found('')).toEqual(acting)
  expect(await found(namespace('a: b'))).toEqual([])
  expect(await found(namespace('istio.io/use-waypoint: none'))).toEqual([])
  expect(await found(namespace('istio.io/use-waypoint: waypoint'))).toEqual(acting)
  const own = text.replace('labels: {}', 'labels: { istio.io/use-waypoint: pay }')
  expect(await found(namespace('a: b'), own)).toEqual(acting)
  // A gateway reads HTTP itself.
  const ingress = text.replace('hosts: [pay]\n', 'hosts: [pay]\n  gateways: [shop/ingress]\n')
  expect(await found(namespace('a: b'), ingress)).toEqual(['TF304 error', 'TF307 warning'])
})
