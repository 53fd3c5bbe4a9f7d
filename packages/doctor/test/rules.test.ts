// What a bad and a good example do not show: chains, a mesh that is not given, workloads without a sidecar.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { doctor, folderOf, short } from './helpers/doctor.ts'

const fixture = (id: string) => fileURLToPath(new URL(`fixtures/${id}/bad.yaml`, import.meta.url))
const text = (id: string) => readFileSync(fixture(id), 'utf8')
const inFile = (yaml: string) => join(folderOf({ 'all.yaml': yaml }), 'all.yaml')

const service = (name: string) => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 8080 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: { hosts: [${name}], http: [{ route: [{ destination: { host: ${name} } }], retries: { attempts: 2 } }] }
---
`
const workload = (name: string, calls: string) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }
spec:
  containers:
    - name: ${name}
      image: example.org/${name}
      env: [{ name: NEXT_URL, value: 'http://${calls}:8080/' }, { name: HTTP_RETRIES, value: '2' }]
---
`

test('TF301: retries multiply along the chain, 9 calls on one hop and 81 on two, as measured through Envoy', async () => {
  const yaml = service('middle') + service('back') + workload('front', 'middle') + workload('middle', 'back')
  const { stdout } = await doctor(inFile(yaml), '--rule', 'TF301')
  expect(stdout).toContain('one call becomes up to 9 at shop/middle, and up to 81 at shop/back behind it')
  expect(stdout).toContain('one call becomes up to 9 at shop/back\n')
})

test('TF301: two services that call one another do not make it run for ever', async () => {
  const yaml = service('one') + service('two') + workload('one', 'two') + workload('two', 'one')
  expect(short(await doctor(inFile(yaml), '--rule', 'TF301', '--format', 'json'))).toHaveLength(2)
})

test('a mesh that nobody names: what depends on it is a note that says so, and fails nothing', async () => {
  const { code, stdout } = await doctor(fixture('TF202'))
  expect(code).toBe(0)
  expect(stdout).toContain(
    'info TF202 Service shop/orders: appProtocol "grpc" of port 9000 is opaque TCP to Linkerd since 2.18 (if the mesh is Linkerd)',
  )
  expect(stdout).toContain('Mesh: unknown.')
  expect(stdout).toContain('2 of the notes depend on the mesh: name it with --mesh')
  expect((await doctor(fixture('TF202'), '--mesh', 'istio@1.30')).stdout).not.toContain('TF202')
  expect((await doctor(fixture('TF202'), '--mesh', 'linkerd@2.17')).code).toBe(0)
})

test('rules about sidecars are silent where there is none: ambient mode, injection off, the host network', async () => {
  const job = text('TF501')
  const count = async (yaml: string) =>
    short(await doctor(inFile(yaml), '--mesh', 'istio@1.26', '--rule', 'TF501', '--format', 'json')).length
  const ambient =
    '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }\n'
  expect(await count(job)).toBe(1)
  expect(await count(job + ambient)).toBe(0)
  expect(
    await count(
      job.replace('    spec:\n', '    metadata: { labels: { sidecar.istio.io/inject: "false" } }\n    spec:\n'),
    ),
  ).toBe(0)
  expect(await count(job.replace('      restartPolicy', '      hostNetwork: true\n      restartPolicy'))).toBe(0)
  expect(await count(job.replace('["node", "report.js"]', '[traceferry, await, --quit, --, node, report.js]'))).toBe(0)
})

test('the listen address turns with the version, and with inboundTrafficPolicy', async () => {
  const code = async (yaml: string, mesh: string) =>
    (await doctor(inFile(yaml), '--mesh', mesh, '--rule', 'TF101,TF102')).code
  const loopback = text('TF101')
  const pod = text('TF102')
  const policy =
    '---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh }\nspec: { meshConfig: { inboundTrafficPolicy: { mode: LOCALHOST } } }\n'
  expect([
    await code(loopback, 'istio@1.30'),
    await code(loopback, 'istio@1.9'),
    await code(loopback, 'linkerd@2.10'),
  ]).toEqual([1, 0, 0])
  expect([await code(pod, 'istio@1.30'), await code(pod, 'istio@1.9'), await code(pod, 'linkerd@2.10')]).toEqual([
    0, 1, 1,
  ])
  expect([await code(loopback + policy, 'istio@1.30'), await code(pod + policy, 'istio@1.30')]).toEqual([0, 1])

  // Delivered to 127.0.0.1 is not delivered to ::1, which localhost means to Node in a pod. npm run tool -- proof-listen
  const severities = async (host: string, image: string) => {
    const yaml = `apiVersion: v1\nkind: Pod\nmetadata: { name: one }\nspec:\n  containers:\n    - name: one\n      image: ${image}\n      ports: [{ containerPort: 80 }]\n      env: [{ name: HOST, value: '${host}' }]\n`
    const { stdout } = await doctor(inFile(yaml), '--mesh', 'istio@1.9', '--rule', 'TF101', '--format', 'json')
    return JSON.parse(stdout).findings.map(({ severity }: { severity: string }) => severity)
  }
  expect(await severities('127.0.0.1', 'node:20')).toEqual([])
  expect(await severities('::1', 'app:1')).toEqual(['error'])
  expect(await severities('localhost', 'node:20')).toEqual(['error'])
  expect(await severities('localhost', 'app:1')).toEqual(['warning'])
})

test('a Redis that nobody reaches trusts nobody, and --fix changes no config file', async () => {
  const conf = (text: string) => join(folderOf({ 'redis.conf': text }), 'redis.conf')
  const ids = async (file: string, ...more: string[]) =>
    JSON.parse((await doctor(file, '--mesh', 'istio@1.9', '--format', 'json', ...more)).stdout).findings.map(
      ({ id }: { id: string }) => id,
    )
  for (const text of ['bind 10.0.0.7\n', 'bind 10.0.0.7\nrequirepass x\n']) {
    const file = conf(text)
    expect(await ids(file, '--fix')).toEqual(['TF103'])
    expect(readFileSync(file, 'utf8')).toBe(text)
  }
})
