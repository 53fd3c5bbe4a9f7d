// `--fix` writes only what the manifest proves: by the name of a port, by an image, by a probe. All else is a suggestion, and every
// byte that is not part of a fix stays what it is.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { doctor, folderOf } from './helpers/doctor.ts'

/** The text after `--fix`, beside what the doctor said. */
async function fixed(text: string | Buffer, mesh = 'istio@1.30') {
  const file = join(folderOf({}), 'x.yaml')
  writeFileSync(file, text)
  const { stderr, code } = await doctor(file, '--mesh', mesh, '--fix')
  return { text: readFileSync(file, 'utf8'), stderr, code }
}

interface Shape {
  /** Members of the Service port, besides the port. */
  readonly port?: string
  readonly number?: number
  readonly container?: string
}

/** A Service with one port, and the Deployment behind it. */
const pair = ({ port = '', number = 8080, container = 'image: example.org/a:1' }: Shape) => `apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec:
  selector: { app: a }
  ports:
    - port: ${number}
${port.replace(/^(?=.)/gm, '      ')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: shop }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      containers:
        - name: a
          ${container}
`
const probe = (way: string) => `image: example.org/a:1\n          readinessProbe: { ${way} }\n`

test.each<[string, Shape, string | undefined]>([
  ['a name says http', { port: 'name: public-http' }, 'http'],
  ['a name says gRPC', { port: 'name: orders-grpc', number: 9000 }, 'kubernetes.io/h2c'],
  ['a name says MySQL', { port: 'name: primary-mysql', number: 13306 }, 'tcp'],
  ['an HTTP probe calls the port', { port: 'name: web', container: probe('httpGet: { port: 8080 }') }, 'http'],
  ['the probe speaks TLS', { port: 'name: web', container: probe('httpGet: { port: 8080, scheme: HTTPS }') }, 'https'],
  ['a gRPC probe calls it', { port: 'name: api', container: probe('grpc: { port: 8080 }') }, 'kubernetes.io/h2c'],
  [
    'the image is a database',
    { port: 'name: db', number: 5432, container: 'image: docker.io/library/postgres:18' },
    'tcp',
  ],
  ['only a number: gRPC over TLS on 8081', { port: 'name: server', number: 8081 }, undefined],
  ['only a number: Thrift on 9090', { port: 'name: backend', number: 9090 }, undefined],
  ['only a number: 80', { number: 80 }, undefined],
  ['a name that may be anything', { port: 'name: api' }, undefined],
  ['a webhook, which is HTTPS', { port: 'name: webhook', number: 443 }, undefined],
  ['a forward proxy', { port: 'name: squid-http-proxy', number: 3128 }, undefined],
  ['two protocols in one name', { port: 'name: mux-http-grpc' }, undefined],
  ['gRPC over TLS by its name', { port: 'name: server-grpc-tls', number: 8081 }, undefined],
  [
    'a name against the probe',
    { port: 'name: public-http', container: probe('httpGet: { port: 8080, scheme: HTTPS }') },
    undefined,
  ],
  ['the probe calls another port', { port: 'name: api', container: probe('httpGet: { port: 8081 }') }, undefined],
  ['a TCP probe proves nothing', { port: 'name: api', container: probe('tcpSocket: { port: 8080 }') }, undefined],
  [
    'gRPC by its name, and the server has certificates',
    { port: 'name: orders-grpc', container: 'image: a:1\n          args: ["--tls-cert-file=/certs/tls.crt"]' },
    undefined,
  ],
  [
    'HTTP by its name, and a folder of certificates',
    { port: 'name: public-http', container: 'image: a:1\n          volumeMounts: [{ name: a, mountPath: /etc/tls }]' },
    undefined,
  ],
  [
    'HTTP by its probe, and certificates for another port',
    {
      port: 'name: web',
      container: `${probe('httpGet: { port: 8080 }')}          args: ["--webhook-cert-dir=/certs"]`,
    },
    'http',
  ],
  [
    'an HTTP probe on a port that may serve gRPC, too',
    {
      port: 'name: web',
      container: `${probe('httpGet: { port: 8080 }')}          env: [{ name: GRPC_ENABLED, value: "1" }]`,
    },
    undefined,
  ],
  [
    'an HTTP probe beside a port for gRPC',
    {
      port: 'name: web',
      container: `${probe('httpGet: { port: 8080 }')}          args: [--grpc-port=9000]\n          ports: [{ name: grpc, containerPort: 9000 }, { containerPort: 8080 }]`,
    },
    'http',
  ],
  [
    'the container calls its port something else',
    { port: 'name: public-http', container: 'image: a:1\n          ports: [{ name: grpc, containerPort: 8080 }]' },
    undefined,
  ],
])('appProtocol, %s: %s', async (_, shape, expected) => {
  const text = pair(shape)
  const after = (await fixed(text)).text
  const [service] = parseAllDocuments(after).map((one) => one.toJS())
  expect(service.spec.ports[0].appProtocol).toBe(expected)
  if (expected === undefined) expect(after).toBe(text)
})

const app = (env: string, more = '') => `apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec: { selector: { app: a }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: shop }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      containers:
        - name: a
          image: example.org/a:1
          ports: [{ containerPort: 8080 }]
          env:
${env.replace(/^/gm, '            ')}
${more}`

test.each([
  ['DB_KEEP_ALIVE', '- { name: DB_KEEP_ALIVE, value: "30000" }'],
  ['OLLAMA_KEEP_ALIVE', '- { name: OLLAMA_KEEP_ALIVE, value: 5m }'],
  ['the keep-alive of the server, which is a decision', '- name: SERVER_KEEP_ALIVE_TIMEOUT_MS\n  value: "5000"'],
  ['an address that nothing proves', '- name: HOST\n  value: 127.0.0.1'],
  [
    'a config file',
    `- { name: X, value: y }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  elasticsearch.yml: |\n    network.host: 127.0.0.1`,
  ],
])('%s stays as it is', async (_, env) => {
  const text = app(env)
  for (const mesh of ['istio@1.30', 'linkerd@2.20', 'istio@1.9']) expect((await fixed(text, mesh)).text).toBe(text)
})

test('a listen address that is proven is mended: by a probe, by its port, by Node', async () => {
  const host = '- name: HOST\n  value: "127.0.0.1" # only here'
  const wanted = '- name: HOST\n              value: "0.0.0.0" # only here'
  const probed = app(host, '          readinessProbe: { httpGet: { path: /, port: 8080 } }\n')
  expect((await fixed(probed)).text).toBe(probed.replace('"127.0.0.1"', '"0.0.0.0"'))
  expect((await fixed(app(host).replace('example.org/a:1', 'node:24'))).text).toContain(wanted)
  expect((await fixed(app('- name: LISTEN_ADDR\n  value: 127.0.0.1:8080'))).text).toContain('value: 0.0.0.0:8080')
})

const service = `# Ours.
apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec:
  selector: { app: a }
  ports:
    - name: public-http   # the shop
      port: 80
      targetPort: 8080    # see the Deployment

    - name: orders-grpc
      port: 9000
`
const mended = service
  .replace('      targetPort: 8080    # see the Deployment\n', '$&      appProtocol: http\n')
  .replace('      port: 9000\n', '$&      appProtocol: kubernetes.io/h2c\n')

test('comments, empty lines and order stay', async () => {
  expect((await fixed(service)).text).toBe(mended)
})

test('lines that end as on Windows, and the mark at the start of the file', async () => {
  const windows = (text: string) => text.replaceAll('\n', '\r\n')
  expect((await fixed(windows(service))).text).toBe(windows(mended))
  expect((await fixed(`\uFEFF${service}`)).text).toBe(`\uFEFF${mended}`)
  expect((await fixed(`\uFEFF${windows(service)}`)).text).toBe(`\uFEFF${windows(mended)}`)
  expect((await fixed(windows(service).trimEnd())).text).toBe(windows(mended).trimEnd())
})

test('the host of a probe goes with its line, also on Windows', async () => {
  const text = pair({
    port: 'name: http',
    container:
      'image: a:1\n          readinessProbe:\n            httpGet:\n              path: /\n              host: 127.0.0.1\n              port: 8080',
  })
  for (const eol of ['\n', '\r\n']) {
    const before = text.replaceAll('\n', eol)
    expect((await fixed(before)).text).toBe(before.replace(`              host: 127.0.0.1${eol}`, ''))
  }
})

test.each([
  ['explicit keys', '    - ? name\n      : public-http\n      ? port\n      : 80\n'],
  ['flow style', '    - { name: public-http, port: 80 }\n'],
  ['a merge key that brings the port in', '    - <<: *common\n'],
  ['an alias', '    - *common\n'],
])('%s: not edited, and still reported', async (_, port) => {
  const text = `apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
x-common: &common { name: public-http, port: 80 }
spec:
  selector: { app: a }
  ports:
${port}`
  const { text: after, stderr } = await fixed(text)
  expect(after).toBe(text)
  expect(stderr).toContain('nothing to fix')
  const { stdout } = await doctor(join(folderOf({ 'x.yaml': text }), 'x.yaml'), '--mesh', 'istio', '--format', 'json')
  expect(JSON.parse(stdout).findings.map(({ id }: { id: string }) => id)).toEqual(['TF201'])
})

test('an appProtocol in an anchor is shared with others: not edited', async () => {
  const text = `apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec:
  selector: { app: a }
  ports:
    - &first
      name: one
      port: 9000
      appProtocol: &protocol grpc
    - <<: *first
      name: two
      port: 9001
    - name: three
      port: 9002
      appProtocol: *protocol
`
  expect((await fixed(text, 'linkerd@2.20')).text).toBe(text)
})

test('the tunnel port of a waypoint keeps hbone', async () => {
  const text = service
    .replace('      port: 9000\n', '      port: 15008\n      appProtocol: hbone\n')
    .replace('public-', '')
  expect((await fixed(text.replace('name: http ', 'name: http'), 'istio@1.30,linkerd@2.20')).text).toContain('hbone')
})

const grpcProbe = probe('grpc: { port: 8080 }')

test.each<[string, Shape, string]>([
  ['grpc with a probe', { port: 'name: api\nappProtocol: grpc', container: grpcProbe }, 'kubernetes.io/h2c'],
  ['http2 with a probe', { port: 'name: api\nappProtocol: HTTP2', container: grpcProbe }, 'kubernetes.io/h2c'],
  ['grpc without a probe, which may be over TLS', { port: 'name: grpc\nappProtocol: grpc' }, 'grpc'],
  ['a WebSocket, for which gateways ask', { port: 'name: api\nappProtocol: kubernetes.io/ws' }, 'kubernetes.io/ws'],
  ['gRPC-Web, which Istio translates', { port: 'appProtocol: grpc-web', container: grpcProbe }, 'grpc-web'],
  ['grpc under a name of TLS', { port: 'name: grpc-tls\nappProtocol: grpc', container: grpcProbe }, 'grpc'],
  ['grpc with a probe over HTTP', { port: 'appProtocol: grpc', container: probe('httpGet: { port: 8080 }') }, 'grpc'],
])('an appProtocol that Linkerd does not read, %s', async (_, shape, expected) => {
  const { text } = await fixed(pair(shape), 'linkerd@2.20')
  expect(text).toBe(pair({ ...shape, port: shape.port!.replace(/(?<=appProtocol: ).*/, expected) }))
})
