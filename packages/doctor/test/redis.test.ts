// Who gets into a Redis without a password. What each version answers was asked of real servers: npm run tool -- redis-peers.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

async function found(text: string, mesh: string, name = 'x.yaml'): Promise<string[]> {
  const { stdout } = await doctor(
    join(folderOf({ [name]: text }), name),
    '--mesh',
    mesh,
    '--format',
    'json',
    '--rule',
    'TF103,TF104',
  )
  const { findings } = JSON.parse(stdout) as { findings: { id: string; severity: string; fix: string }[] }
  for (const { fix } of findings) expect(fix).not.toMatch(/protected-mode no/)
  return findings.map(({ id, severity }) => `${id} ${severity}`)
}

interface Shape {
  readonly image?: string
  readonly conf?: string
  readonly container?: string
  readonly mount?: string
  readonly namespace?: string
}

const cache = ({
  image = 'redis:8.2',
  conf = 'port 6379',
  container = '',
  mount = '',
  namespace = 'cache',
}: Shape) => `apiVersion: v1
kind: ConfigMap
metadata: { name: conf, namespace: cache }
data:
  redis.conf: |
${conf.replace(/^/gm, '    ')}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: r, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: r } }
  template:
    metadata: { labels: { app: r } }
    spec:
      ${mount}
      containers:
        - name: r
          image: ${image}
${container.replace(/^(?=.)/gm, '          ')}
`

test.each([
  ['redis:8.2', 'TF104 error'],
  ['redis:8', 'TF104 error'],
  ['redis:7.4.1-alpine', 'TF104 error'],
  ['redis:7.2', 'TF104 error'],
  ['redis:7', 'TF104 error'],
  ['registry.example.org:5000/mirror/redis:7.4', 'TF104 error'],
  ['valkey/valkey:8', 'TF104 error'],
  ['docker.io/bitnami/valkey:7.2.5', 'TF104 error'],
  ['redis:7.0.15', 'TF103 error'],
  ['redis:6.2', 'TF103 error'],
  ['redis', 'TF104 error'],
  ['redis:latest', 'TF104 error'],
  ['redis@sha256:0123456789012345678901234567890123456789012345678901234567890123', 'TF104 error'],
])('%s without a password, behind Istio: %s', async (image, expected) => {
  expect(await found(cache({ image }), 'istio@1.30')).toEqual([expected])
  // Linkerd's proxy calls from the pod's own address, which no version trusts.
  expect(await found(cache({ image }), 'linkerd@2.20')).toEqual(['TF103 error'])
  // An old Istio calls from 127.0.0.1, which every version trusts.
  expect(await found(cache({ image }), 'istio@1.9')).toEqual(['TF104 error'])
  expect(await found(cache({ image }), 'none')).toEqual([])
})

test('a file by itself: today it is open, and with an old Redis it is closed', async () => {
  expect(await found('bind 0.0.0.0\n', 'istio@1.30', 'redis.conf')).toEqual(['TF104 error'])
  expect(await found('bind 127.0.0.1\n', 'istio@1.30', 'redis.conf')).toEqual(['TF103 error'])
  expect(await found('bind 127.0.0.1\nrequirepass x\n', 'istio@1.30', 'redis.conf')).toEqual(['TF103 error'])
})

test.each<[string, Shape]>([
  ['in the file', { conf: 'requirepass tea' }],
  ['an ACL in the file', { conf: 'aclfile /etc/redis/users.acl' }],
  ['as an argument', { container: 'command: [valkey-server, /etc/redis.conf, --requirepass, $(PASS)]' }],
  ['in a command line', { container: 'command: [sh, -c, "exec redis-server /etc/redis.conf --requirepass $PASS"]' }],
  ['from a Secret', { container: 'env: [{ name: REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: s, key: p } } }]' }],
  ['a decision: protected mode is off', { conf: 'protected-mode no' }],
])('a password %s: nothing', async (_, shape) => {
  for (const image of ['redis:8.2', 'redis:7.0', 'valkey/valkey:8'])
    for (const mesh of ['istio@1.30', 'linkerd@2.20', 'istio@1.9'])
      expect([image, mesh, await found(cache({ ...shape, image }), mesh)]).toEqual([image, mesh, []])
})

test('requirepass "" is no password', async () => {
  expect(await found(cache({ conf: 'requirepass ""' }), 'istio@1.30')).toEqual(['TF104 error'])
})

test('the password of another Redis does not count, that of the server which mounts the file does', async () => {
  const open = cache({ mount: 'volumes: [{ name: c, configMap: { name: conf } }]' })
  const other = `---\n${cache({ container: 'args: [--requirepass, x]' }).split('---\n')[1]!.replace('name: r,', 'name: other,')}`
  expect(await found(open + other, 'istio@1.30')).toEqual(['TF104 error'])
  const elsewhere = cache({ container: 'args: [--requirepass, x]', namespace: 'other' })
  expect(await found(elsewhere, 'istio@1.30')).toEqual(['TF104 error'])
})

test('without a sidecar there is nothing to say', async () => {
  const off = cache({}).replace('labels: { app: r }', 'labels: { app: r, sidecar.istio.io/inject: "false" }')
  const ambient = `${cache({})}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: cache, labels: { istio.io/dataplane-mode: ambient } }\n`
  for (const text of [off, ambient]) expect(await found(text, 'istio@1.30')).toEqual([])
})
