// What is right must not be reported, and what is not proven is at most a note: names, numbers and files of other projects.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

/** The findings of a text as `TF101 error`. */
async function found(text: string, mesh = 'istio@1.30', ...more: string[]): Promise<string[]> {
  const { stdout } = await doctor(
    join(folderOf({ 'x.yaml': text }), 'x.yaml'),
    '--mesh',
    mesh,
    '--format',
    'json',
    ...more,
  )
  const { findings } = JSON.parse(stdout) as { findings: { id: string; severity: string }[] }
  return findings.map(({ id, severity }) => `${id} ${severity}`)
}

/** A Deployment and its Service, in which nothing is wrong. */
const app = ({
  image = 'example.org/a:1',
  env = '[]',
  container = '',
  pod = '',
  annotations = '{}',
  more = '',
}) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: shop }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a }, annotations: ${annotations} }
    spec:
${pod.replace(/^(?=.)/gm, '      ')}
      containers:
        - name: a
          image: ${image}
          ports: [{ name: web, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /ready, port: web } }
          env: ${env}
${container.replace(/^(?=.)/gm, '          ')}
${more.replace(/^(?=.)/gm, '        ')}
---
apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec: { selector: { app: a }, ports: [{ name: http, port: 80, targetPort: web }] }
`
const variable = (name: string, value: string) => app({ env: `[{ name: ${name}, value: "${value}" }]` })
const map = (key: string, text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata:\n  ${key}: |\n${text.replace(/^(?=.)/gm, '    ')}\n`

test('a Deployment in which nothing is wrong: nothing', async () => {
  expect(await found(app({}), 'istio@1.30,linkerd@2.20')).toEqual([])
})

test.each([
  'DB_KEEP_ALIVE',
  'REDIS_KEEPALIVE',
  'MONGO_KEEP_ALIVE',
  'RABBITMQ_KEEPALIVE_SECONDS',
  'OLLAMA_KEEP_ALIVE',
  'GRPC_CLIENT_KEEPALIVE_TIMEOUT_MS',
  'TCP_KEEP_ALIVE',
  'MQTT_KEEPALIVE',
  'CELERY_KEEPALIVE_S',
  'PROXY_KEEP_ALIVE_TIMEOUT',
  'WEBSOCKET_KEEPALIVE_MS',
  'UPSTREAM_KEEPALIVE_TIMEOUT',
])('%s is not about the server of the app', async (name) => {
  expect(await found(variable(name, '30000'))).toEqual([])
})

test('a keep-alive of the server is an error, a bare name is a note', async () => {
  for (const name of ['SERVER_KEEP_ALIVE_TIMEOUT', 'HTTP_SERVER_KEEPALIVE_TIMEOUT_MS', 'KEEP_ALIVE_TIMEOUT_MS'])
    expect([name, await found(variable(name, '30000'))]).toEqual([name, ['TF401 error']])
  expect(await found(variable('KEEPALIVE', '30000'))).toEqual(['TF401 info'])
})

/** The warnings of a rule about its fixture, in which the app retries or gives up too early, with another name of its variable. */
async function renamed(id: string, from: string, to: string): Promise<number> {
  const text = readFileSync(new URL(`fixtures/${id}/bad.yaml`, import.meta.url), 'utf8').replaceAll(from, to)
  return (await found(text, 'istio@1.30', '--rule', id)).length
}

test.each([
  ['TF301', 'HTTP_RETRIES', ['ORDERS_RETRY_LIMIT', 'JOBS_RETRIES', 'DBA_MAX_ATTEMPTS']],
  ['TF303', 'PAYMENTS_TIMEOUT_MS', ['PAYMENTS_DEADLINE_MS']],
])('%s: %s names calls, and so does each of %j', async (id, from, names) => {
  const [all, without] = [await renamed(id, from, from), await renamed(id, from, 'NOTHING')]
  expect(all).toBe(without + 1)
  for (const name of names) expect([name, await renamed(id, from, name)]).toEqual([name, all])
})

test.each([
  ['TF301', 'HTTP_RETRIES', ['DB_RETRIES', 'MY_REDIS_RETRIES', 'KAFKA_RETRY_LIMIT', 'JOB_MAX_ATTEMPTS', 'S3_RETRIES']],
  ['TF303', 'PAYMENTS_TIMEOUT_MS', ['PAYMENTS_DB_TIMEOUT_MS']],
])('%s: of a database, a queue or a cloud are %s as each of %j', async (id, from, names) => {
  const without = await renamed(id, from, 'NOTHING')
  for (const name of names) expect([name, await renamed(id, from, name)]).toEqual([name, without])
})

const port = (name: string, number: number) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: shop }\nspec: { selector: { app: s }, ports: [{ name: ${name}, port: ${number} }] }\n`

test('the number of a port proves no protocol, its name does', async () => {
  expect(await found(port('hub', 4444))).toEqual(['TF201 warning'])
  expect(await found(port('hub', 4444), 'linkerd@2.20')).toEqual([])
  expect(await found(port('queue', 4222))).toEqual(['TF205 info'])
  expect(await found(port('nats-client', 4222))).toEqual(['TF205 error'])
  // A name alone is a warning, and with TLS from the start the client speaks first.
  expect(await found(port('internal-smtp', 2525))).toEqual(['TF205 warning'])
  expect(await found(port('internal-smtp', 465))).toEqual(['TF201 warning'])
  expect(await found(port('http-proxy', 3128))).toEqual([])
})

test('a list of opaque ports without 4444 is fine for Selenium, and wrong for a MySQL that it drops', async () => {
  const annotated = (name: string, number: number) =>
    port(name, number).replace(
      'namespace: shop',
      'namespace: shop, annotations: { config.linkerd.io/opaque-ports: "9000" }',
    )
  expect(await found(annotated('hub', 4444), 'linkerd@2.20')).toEqual(['TF205 info'])
  expect(await found(annotated('tcp-mysql', 3306), 'linkerd@2.20')).toEqual(['TF205 error', 'TF205 error'])
})

test.each<[string, string, string[]]>([
  ['a list of addresses', 'network.host: ["_local_", "_site_"]', []],
  ['a list in lines', 'network.host:\n  - _local_\n  - _eth0_', []],
  ['a variable', `http.host: \${ES_HOST:0.0.0.0}`, []],
  ['a list of loopback addresses', 'network.host: [_local_, 127.0.0.1]', ['TF103 error']],
])('elasticsearch.yml, %s', async (_, text, expected) => {
  expect(await found(map('elasticsearch.yml', text))).toEqual(expected)
})

test('the user 1337 counts where a container runs as it', async () => {
  const pod = 'securityContext: { runAsUser: 1337 }'
  const own = (user: number) => `securityContext: { runAsUser: ${user} }`
  expect(await found(app({ pod, container: own(1000) }))).toEqual([])
  expect(await found(app({ pod }))).toEqual(['TF106 error'])
  expect(await found(app({ container: own(1337) }))).toEqual(['TF106 error'])
  const second = '- name: b\n  image: example.org/b:1'
  expect(await found(app({ pod, container: own(1000), more: second }))).toEqual(['TF106 error'])
})

test('https to a service of the mesh: an error where its port is declared as plain text, else a note', async () => {
  const call = variable('PAY_URL', 'https://pay.pay.svc:8443')
  const pay = (declared: string) =>
    `---\napiVersion: v1\nkind: Service\nmetadata: { name: pay, namespace: pay }\nspec: { selector: { app: pay }, ports: [{ port: 8443, ${declared} }] }\n`
  expect(await found(call)).toEqual(['TF203 info'])
  expect(await found(call + pay('name: http-api'))).toEqual(['TF203 error'])
  expect(await found(call + pay('name: https'))).toEqual([])
  expect(await found(call + pay('name: secure'), 'istio@1.30', '--rule', 'TF203')).toEqual(['TF203 info'])
})

test.each(['http_proxy', 'HTTPS_PROXY', 'all_proxy', 'NO_PROXY'])('%s names a proxy and no callee', async (name) => {
  expect(await found(variable(name, 'http://10.0.0.5:3128'))).toEqual([])
  expect(await found(variable(name, 'https://squid.infra.svc:3128'))).toEqual([])
  expect(await found(variable('API_URL', 'http://10.0.0.5:3128'))).toEqual(['TF204 warning'])
})

test('a proxy for the app in the same pod listens on 127.0.0.1, and should', async () => {
  const proxy = (image: string) =>
    `- name: db\n  image: ${image}\n  args: ["--address=127.0.0.1", "--port=5432", "shop:eu:db"]\n  ports: [{ containerPort: 5432 }]`
  expect(await found(app({ more: proxy('gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18') }))).toEqual([])
  // Any other helper beside the app: nothing leads to it, so it is a note.
  expect(await found(app({ more: proxy('example.org/helper:1') }))).toEqual(['TF101 info'])
  const led = app({ more: proxy('example.org/helper:1') }).replace(
    'targetPort: web }',
    '$& , { name: tcp-db, port: 5432 }',
  )
  expect(await found(led)).toEqual(['TF101 error'])
})

test('a variable that may be another address is a note', async () => {
  expect(await found(variable('ADDRESS', '127.0.0.1'))).toEqual(['TF101 info'])
  expect(await found(variable('HOST', '127.0.0.1'))).toEqual(['TF101 error'])
})

test('STRICT mutual TLS counts in its own namespace, for its own pods, or for the whole mesh', async () => {
  const policy = (namespace: string, spec: string) =>
    `---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: p${spec.length}, namespace: ${namespace} }\nspec: ${spec}\n`
  const text = app({ annotations: '{ sidecar.istio.io/rewriteAppHTTPProbers: "false" }' })
  const strict = '{ mtls: { mode: STRICT } }'
  const counts: [string, string[]][] = [
    [policy('other', strict), []],
    [policy('shop', strict), ['TF505 warning']],
    [policy('istio-system', strict), ['TF505 warning']],
    [policy('istio-system', strict) + policy('shop', '{ mtls: { mode: PERMISSIVE } }'), []],
    [policy('shop', '{ selector: { matchLabels: { app: other } }, mtls: { mode: STRICT } }'), []],
    [policy('shop', '{ selector: { matchLabels: { app: a } }, mtls: { mode: STRICT } }'), ['TF505 warning']],
  ]
  for (const [policies, expected] of counts) expect(await found(text + policies)).toEqual(expected)
})

test('few connections are enough for gRPC, which shares them', async () => {
  const rule = `---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: s, namespace: shop }\nspec: { host: s, trafficPolicy: { connectionPool: { tcp: { maxConnections: 4 } } } }\n`
  expect(await found(port('grpc', 9000) + rule)).toEqual([])
  expect(await found(port('http', 9000) + rule)).toEqual(['TF403 warning'])
})

test('the path of a health check is no stream', async () => {
  const route = (path: string) =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: v, namespace: s }\nspec:\n  hosts: [v]\n  http: [{ match: [{ uri: { prefix: ${path} } }], route: [{ destination: { host: v } }], timeout: 2s }]\n`
  for (const path of ['/health/live', '/live', '/healthz/events']) expect(await found(route(path))).toEqual([])
  expect(await found(route('/orders/events'))).toEqual(['TF404 info'])
})

test('vendor is passed over and said, and a Node in test data is none of the cluster', async () => {
  const folder = folderOf({
    'job.yaml':
      'apiVersion: batch/v1\nkind: Job\nmetadata: { name: j, namespace: shop }\nspec: { template: { spec: { containers: [{ name: j, image: j }] } } }\n',
  })
  const node = 'apiVersion: v1\nkind: Node\nmetadata: { name: n }\nstatus: { nodeInfo: { kubeletVersion: v1.25.0 } }\n'
  for (const path of ['vendor/k8s.io/api', 'pkg/testdata', 'e2e/test']) {
    mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, path, 'node.yaml'), node)
  }
  const args = ['--mesh', 'istio@1.30', '--rule', 'TF501']
  const ran = await doctor(folder, ...args)
  expect(ran.code).toBe(0)
  expect(ran.stderr).toBe(`passed over ${join(folder, 'vendor')}, which holds what others wrote; name it to check it\n`)
  expect((await doctor(folder, join(folder, 'vendor'), ...args)).code).toBe(1)
  writeFileSync(join(folder, 'nodes.yaml'), node)
  expect((await doctor(folder, ...args)).code).toBe(1)
})

test('a config file among the sources is a note, because it may be a template for the one that runs', async () => {
  const folder = folderOf({})
  const severities = async (path: string) => {
    mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(
      join(folder, path, 'cassandra.yaml'),
      'listen_address: localhost\nrpc_address: 0.0.0.0\nbroadcast_rpc_address: 10.0.0.7\n',
    )
    writeFileSync(join(folder, path, 'redis.conf'), 'bind 0.0.0.0\n')
    const { stdout } = await doctor(folder, '--mesh', 'istio', '--format', 'json')
    return JSON.parse(stdout)
      .findings.filter(({ file }: { file: string }) => file.includes(`/${path}/`))
      .map(({ severity }: { severity: string }) => severity)
  }
  expect(await severities('image/files')).toEqual(['info', 'info'])
  expect(await severities('conf')).toEqual(['error', 'error'])
  expect((await doctor(join(folder, 'image/files/redis.conf'), '--mesh', 'istio')).code).toBe(1)
})

test('labels without a namespace prove nothing about a workload of another folder', async () => {
  const folder = folderOf({
    'service.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  selector: { app: web }\n  ports:\n    - port: 8080\n',
  })
  mkdirSync(join(folder, 'other'))
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: w, labels: { app: web } }\nspec: { containers: [{ name: w, image: w, readinessProbe: { httpGet: { path: /, port: 8080 } } }] }\n'
  const fixable = async () => {
    const { stdout } = await doctor(folder, '--mesh', 'istio', '--rule', 'TF201', '--format', 'json')
    return JSON.parse(stdout).findings.map((one: { fixable: boolean }) => one.fixable)
  }
  writeFileSync(join(folder, 'other', 'pod.yaml'), pod)
  expect(await fixable()).toEqual([false])
  writeFileSync(join(folder, 'pod.yaml'), pod)
  expect(await fixable()).toEqual([true])
})
