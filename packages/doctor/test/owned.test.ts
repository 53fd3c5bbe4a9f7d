// `kubectl get all -o yaml` lists what controllers made beside the controllers: each mistake is one finding.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { doctor, folderOf } from './helpers/doctor.ts'

type Json = Record<string, unknown>
type Owner = readonly [kind: string, name: string]

/** A pod that starts through npm: one finding, TF503. */
const pod = {
  containers: [
    {
      name: 'c',
      image: 'example.org/c:1',
      command: ['npm', 'start'],
      readinessProbe: { httpGet: { path: '/', port: 80 } },
    },
  ],
}
const meta = (name: string, owner?: Owner): Json => ({
  name,
  namespace: 'shop',
  labels: { app: 'web' },
  ...(owner && { ownerReferences: [{ apiVersion: 'apps/v1', kind: owner[0], name: owner[1], controller: true }] }),
})
const template = { metadata: { labels: { app: 'web' } }, spec: pod }
const maker = (
  kind: string,
  name: string,
  { owner, replicas = 2 }: { owner?: Owner; replicas?: number } = {},
): Json => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: meta(name, owner),
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template },
})
const podOf = (name: string, owner?: Owner): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, owner),
  spec: pod,
})
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
}

/** The objects that have a finding. */
async function blamed(...items: Json[]): Promise<string[]> {
  const text = stringify(
    { apiVersion: 'v1', kind: 'List', items: [...items, service] },
    { aliasDuplicateObjects: false },
  )
  const { stdout } = await doctor(
    join(folderOf({ 'all.yaml': text }), 'all.yaml'),
    '--mesh',
    'linkerd',
    '--format',
    'json',
  )
  const { findings } = JSON.parse(stdout) as { findings: { resource: { kind: string; name: string } }[] }
  return findings.map(({ resource }) => `${resource.kind} ${resource.name}`)
}

const set: Owner = ['ReplicaSet', 'web-1']
const all = [
  podOf('web-1-a', set),
  podOf('web-1-b', set),
  maker('ReplicaSet', 'web-1', { owner: ['Deployment', 'web'] }),
  maker('ReplicaSet', 'web-0', { owner: ['Deployment', 'web'], replicas: 0 }),
  maker('Deployment', 'web'),
]

test('a Deployment, its ReplicaSets, old ones too, and their pods: the Deployment, in any order', async () => {
  expect(await blamed(...all)).toEqual(['Deployment web'])
  expect(await blamed(...all.toReversed())).toEqual(['Deployment web'])
})

test('where the maker is not there, one stands for all of its objects', async () => {
  expect(await blamed(...all.slice(0, 4))).toEqual(['ReplicaSet web-1'])
  expect(await blamed(...all.slice(0, 2))).toEqual(['Pod web-1-a'])
  expect(await blamed(podOf('a', set), podOf('b', ['ReplicaSet', 'web-2']))).toEqual(['Pod a', 'Pod b'])
})

test('what nobody made, or what a custom resource made, counts by itself', async () => {
  expect(await blamed(podOf('one'), podOf('two'))).toEqual(['Pod one', 'Pod two'])
  expect(await blamed(maker('StatefulSet', 'es', { owner: ['Elasticsearch', 'es'] }))).toEqual(['StatefulSet es'])
  expect(await blamed(podOf('etcd-1', ['Node', 'n1']), podOf('proxy-1', ['Node', 'n1']))).toEqual([
    'Pod etcd-1',
    'Pod proxy-1',
  ])
  expect(await blamed(maker('Deployment', 'off', { replicas: 0 }))).toEqual(['Deployment off'])
})

test('a maker of the same name in another namespace is another one', async () => {
  const elsewhere = { ...maker('Deployment', 'web'), metadata: { ...meta('web'), namespace: 'other' } }
  expect(await blamed(elsewhere, maker('ReplicaSet', 'web-1', { owner: ['Deployment', 'web'] }))).toEqual([
    'ReplicaSet web-1',
  ])
})

test('the same finding in 100 places is printed once with its places', async () => {
  const port = (n: number) => `    - { name: p${n}, port: ${n} }\n`
  const one = `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    retry.linkerd.io/http: 5xx\nspec: { selector: { a: b }, ports: [{ name: http, port: 80 }] }\n`
  const many = folderOf(
    Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${String(n).padStart(3, '0')}.yaml`, one])),
  )
  const { stdout } = await doctor(many, '--mesh', 'linkerd')
  expect(stdout.match(/TF304/g)).toHaveLength(1)
  expect(stdout).toContain('also in 99 more places: ')
  expect(stdout).toContain(`${join(many, '099.yaml')}:6`)
  expect(stdout).toContain('100 errors, 0 warnings, 0 notes')

  // In one file the lines stand side by side.
  const file = join(folderOf({ 'x.yaml': `${one}---\n${one}---\n${one}` }), 'x.yaml')
  const text = (await doctor(file, '--mesh', 'linkerd')).stdout
  expect(text).toContain(`also in 2 more places: ${file}:14, 22\n`)
  // Other findings stay apart, and programs get each place.
  const ports = `${one
    .replace('ports: [{ name: http, port: 80 }]', 'ports: []')
    .replace('    retry.linkerd.io/http: 5xx\n', '    a: b\n')
    .replace(/spec:.*\n/, 'spec:\n  selector: { a: b }\n  ports:\n')}${port(9001)}${port(9002)}`
  expect(
    (await doctor(join(folderOf({ 'x.yaml': ports }), 'x.yaml'), '--mesh', 'istio')).stdout.match(/ TF201 /g),
  ).toHaveLength(2)
  expect(JSON.parse((await doctor(many, '--mesh', 'linkerd', '--format', 'json')).stdout).findings).toHaveLength(100)
})
