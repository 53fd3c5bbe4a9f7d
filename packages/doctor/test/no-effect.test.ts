// What a manifest says and nothing reads is no mistake, and what an image hands on to its server is as good as its command.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

async function found(text: string, mesh: string): Promise<string[]> {
  const { stdout } = await doctor(join(folderOf({ 'x.yaml': text }), 'x.yaml'), '--mesh', mesh, '--format', 'json')
  const { findings } = JSON.parse(stdout) as { findings: { id: string; severity: string }[] }
  return findings.map(({ id, severity }) => `${id} ${severity}`)
}

interface Shape {
  readonly container: string
  readonly port: number
  readonly pod?: string
  readonly portName?: string
}

const app = ({ container, port, pod = '', portName = 'tcp-a' }: Shape) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: shop }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      ${pod}
      containers:
        - name: a
          ${container}
          ports: [{ containerPort: ${port} }]
          readinessProbe: { tcpSocket: { port: ${port} } }
---
apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec: { selector: { app: a }, ports: [{ name: ${portName}, port: ${port} }] }
`

test.each([
  ['mongo, whose image starts mongod', 'image: mongo:8, args: [--bind_ip, 127.0.0.1]', 27017, ['TF101 error']],
  ['memcached', 'image: memcached:1.6, args: [-l, 127.0.0.1]', 11211, ['TF101 error']],
  ['mongo on all addresses', 'image: mongo:8, args: [--bind_ip, "127.0.0.1,0.0.0.0"]', 27017, []],
  ['another program in the image', 'image: mongo:8, command: [mongosh], args: [--bind_ip, 127.0.0.1]', 27017, []],
])('arguments of an image: %s', async (_, members, port, expected) => {
  expect(await found(app({ container: members.replace(', ', '\n          '), port }), 'istio@1.30')).toEqual(expected)
})

const profile = (name: string, env: string) =>
  `apiVersion: v1
kind: ConfigMap
metadata: { name: config, namespace: shop }
data:
  ${name}: |
    server:
      address: 127.0.0.1
---
${app({
  container: `image: ghcr.io/acme/ledger:1\n          command: [java, -jar, app.jar]\n          ${env}\n          volumeMounts: [{ name: config, mountPath: /config }]`,
  port: 8080,
  pod: 'volumes: [{ name: config, configMap: { name: config } }]',
  portName: 'http',
})}`
const active = (value: string) => `env: [{ name: SPRING_PROFILES_ACTIVE, value: "${value}" }]`

test.each([
  ['application.yml', active('prod'), ['TF101 error']],
  ['application-local.yml', active('prod'), []],
  ['application-local.yml', 'env: []', ['TF101 info']],
  ['application-prod.yml', active('prod,metrics'), ['TF101 error']],
  ['application-prod.yml', 'args: [--spring.profiles.active=prod]', ['TF101 error']],
])('a profile of Spring that is off: %s, %s', async (name, env, expected) => {
  expect(await found(profile(name, env), 'istio@1.30')).toEqual(expected)
})

const service = (more: string) => `apiVersion: v1
kind: Service
metadata:
  name: payments
  namespace: shop
  annotations: { retry.linkerd.io/http: gateway-error, timeout.linkerd.io/request: 5s }
spec:
  ${more}ports: [{ name: http, port: 80 }]
`
const serviceProfile = `---
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata: { name: payments.shop.svc.cluster.local, namespace: shop }
spec: { routes: [] }
`

test('Linkerd: retries that it does not read are not unsafe', async () => {
  expect(await found(service(''), 'linkerd@2.20')).toEqual(['TF304 error'])
  expect(await found(service('clusterIP: None\n  '), 'linkerd@2.20')).toEqual(['TF207 warning', 'TF207 warning'])
  expect(await found(`${service('')}${serviceProfile}`, 'linkerd@2.20')).toEqual(['TF306 warning'])
})

test.each([
  ['redis:8.2', '', ['TF104 info']],
  ['valkey/valkey:8.1', 'args: [--appendonly, "yes"]', ['TF104 info']],
  ['redis:7.0', '', []],
  ['redis:8.2', 'args: [--requirepass, $(PASSWORD)]', []],
  ['redis:8.2', 'args: [/etc/redis/redis.conf]', []],
  ['redis:8.2', 'env: [{ name: REDIS_PASSWORD, value: x }]', []],
  ['bitnami/redis:8.0', 'env: [{ name: ALLOW_EMPTY_PASSWORD, value: "yes" }]', []],
  ['redis:8.2', 'command: [redis-server, --protected-mode, "no"]', []],
])('a Redis without a config file, %s %s: a note where nothing gives it a password', async (image, more, expected) => {
  const text = app({ container: `image: ${image}\n          ${more}`, port: 6379 })
  expect(await found(text, 'istio@1.30')).toEqual(expected)
  expect(await found(text, 'linkerd@2.20')).toEqual([])
})
