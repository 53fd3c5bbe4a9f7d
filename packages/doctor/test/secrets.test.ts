// No output may hold what others put into a manifest for the app alone. Every secret here is SECRET and a number, so that a
// test only has to look for that word - in every format, in diffs, in baselines, in errors, and as base64.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { doctor, folderOf, type Ran } from './helpers/doctor.ts'

const formats = ['text', 'json', 'sarif', 'github']
const encoded = Buffer.from('SECRET-in-base64').toString('base64')
const isLeak = /SECRET|U0VDUkVU/

/** The tree around each of these lines is the smallest that has a finding on a line beside the secret. */
const pod = (container: string, metadata = 'name: web') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata:
      ${metadata}
    spec:
      containers:
        - name: web
          image: node
          ports: [{ containerPort: 8080 }]
${container.replace(/^/gm, '          ')}
`
const url = 'https://bob:SECRET1@orders.shop.svc:8443/'

const manifests: Record<string, string> = {
  'variables around': pod(
    `env:\n  - { name: DB_PASSWORD, value: SECRET2 }\n  - { name: ORDERS_URL, value: "${url}" }\n  - { name: ANY, value: SECRET3 }`,
  ),
  'a value on its own line': pod(
    `env:\n  - name: A\n    value: SECRET2\n  - value: ${url}\n    name: B\n  - value: SECRET4\n    name: C`,
  ),
  'a value of several lines': pod(
    `env:\n  - name: KEY\n    value: |\n      -----BEGIN\n      SECRET2\n  - name: B\n    value: ${url}\n  - name: C\n    value: "SECRET3\n      SECRET4"`,
  ),
  'a password behind an escape': pod(`env:\n  - name: B\n    value: "https://bob:SECRET1\\x40orders.shop.svc:8443/"`),
  'a password with @, / and ?': pod(
    `env:\n  - name: B\n    value: "https://bob:SEC@SECRET1@orders.shop.svc/, https://bob:a/SECRET?2@x"`,
  ),
  'a script that is the finding': pod(
    `command:\n  - sh\n  - -c\n  - |\n    export TOKEN=SECRET2\n    mysql -pSECRET3\n    curl ${url}`,
  ),
  'arguments around': pod(`args:\n  - --password=SECRET2\n  - --url=${url}\n  - SECRET3`),
  'one argument with both': pod(
    `args: ["run --password SECRET2 --api-key=SECRET3 -H 'Authorization: Bearer SECRET4x' ${url}"]`,
  ),
  'headers of a probe': pod(
    `readinessProbe:\n  httpGet:\n    httpHeaders: [{ name: authorization, value: SECRET2 }]\n    host: 127.0.0.1\n    path: /`,
  ),
  'comments around': pod(
    `env:\n  # password: SECRET2\n  - { name: B, value: "${url}" }\n  # - { name: A, value: SECRET3 }`,
  ),
  'annotations around': pod(
    'env: []',
    'annotations:\n        kubectl.kubernetes.io/last-applied-configuration: "{\\"env\\":\\"SECRET2\\"}"\n        traceferry.dev/keep-alive-timeout: 5s\n        x: SECRET3\n      labels: { app: web }',
  ).concat(
    '---\napiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080, name: http }] }\n',
  ),
  'a ConfigMap beside': `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data:
  A: SECRET2
  ORDERS_URL: ${url}
  C: "SECRET3"
---
${pod('envFrom: [{ configMapRef: { name: settings } }]')}`,
  'a config file in a ConfigMap': `apiVersion: v1
kind: ConfigMap
metadata: { name: redis }
data:
  redis.conf: |
    masterauth SECRET2
    bind 127.0.0.1
    rename-command CONFIG SECRET3
`,
  'a config file in one quoted line': `apiVersion: v1
kind: ConfigMap
metadata: { name: redis }
data: { redis.conf: "requirepass SECRET2\\nbind 127.0.0.1\\n" }
`,
  'a Secret on the lines beside': `apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: Secret, metadata: { name: s }, data: { p: ${encoded} }, stringData: { q: SECRET2 } }
  - { apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
  - { apiVersion: v1, kind: Secret, metadata: { name: t }, stringData: { url: "${url}" } }
`,
  'JSON on one line': JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { p: encoded } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'shop' },
        spec: {
          containers: [
            {
              name: 'c',
              image: 'node',
              env: [
                { name: 'A', value: 'SECRET2' },
                { name: 'U', value: url },
              ],
            },
          ],
        },
      },
    ],
  }),
  'headers that a route adds': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec:
  hosts: [orders]
  http:
    - headers: { request: { set: { x-any: SECRET2, authorization: SECRET3 } } }
      retries: { attempts: 3, retryOn: "5xx" }
      route: [{ destination: { host: orders } }]
`,
}

test.each(Object.entries(manifests))('%s', async (_, text) => {
  const file = join(folderOf({ 'web.yaml': text }), 'web.yaml')
  const all: Ran[] = []
  for (const format of formats) all.push(await doctor(file, '--mesh', 'istio@1.30,linkerd@2.20', '--format', format))
  const baseline = join(folderOf({}), 'baseline.json')
  await doctor(file, '--mesh', 'istio@1.30', '--write-baseline', baseline)
  all.push({ code: 0, stdout: readFileSync(baseline, 'utf8'), stderr: '' })
  all.push(await doctor(file, '--mesh', 'istio@1.30', '--fix', '--dry-run'))
  for (const { stdout, stderr } of all) expect(stdout + stderr).not.toMatch(isLeak)
  expect(JSON.parse(all[1]!.stdout).findings.length).toBeGreaterThan(0)
})

test('what is no secret is still shown: the value of the finding, and names around it', async () => {
  const file = join(folderOf({ 'web.yaml': manifests['variables around']! }), 'web.yaml')
  const { stdout } = await doctor(file, '--mesh', 'istio@1.30', '--rule', 'TF203')
  expect(stdout).toContain(`  14 |             - { name: DB_PASSWORD, value: *** }
> 15 |             - { name: ORDERS_URL, value: "https://***@orders.shop.svc:8443/" }
  16 |             - { name: ANY, value: *** }
`)
})

test('--fix shows a difference without what stands around it, and writes what was there', async () => {
  const text = pod(
    `env:\n  - { name: A, value: SECRET2 }\n  - name: HOST\n    value: 127.0.0.1\n  - { name: B, value: SECRET3 }`,
  )
  const file = join(folderOf({ 'web.yaml': text }), 'web.yaml')
  const { stderr, stdout } = await doctor(file, '--mesh', 'istio@1.30', '--fix')
  expect(stderr + stdout).not.toMatch(isLeak)
  expect(stderr).toContain('-              value: 127.0.0.1\n+              value: 0.0.0.0\n')
  expect(readFileSync(file, 'utf8')).toBe(text.replace('127.0.0.1', '0.0.0.0'))
})

test('config files: only the line of the finding', async () => {
  const folder = folderOf({
    'redis.conf': 'masterauth SECRET2\nbind 127.0.0.1\nuser alice on >SECRET3 ~* +@all\n',
    'nifi.properties': 'nifi.a=SECRET4\nnifi.web.http.host=127.0.0.1\nnifi.security.keystorePasswd=SECRET5\n',
    'elasticsearch.yml': 'a.b: SECRET6\nnetwork.host: 127.0.0.1\nxpack.key:\n  - SECRET7\n',
  })
  for (const format of formats) {
    const { stdout, stderr } = await doctor(folder, '--mesh', 'istio@1.30', '--format', format)
    expect(stdout + stderr).not.toMatch(isLeak)
    expect(stdout).toMatch(/redis\.conf/)
  }
})

test('errors do not quote what could not be read', async () => {
  const broken = {
    'a.yaml': 'apiVersion: v1\nkind: Secret\nstringData: { p: "SECRET1\\qSECRET2" }\n',
    'b.yaml': 'apiVersion: v1\nkind: Secret\ndata: *SECRET3\n',
    'c.yaml': 'apiVersion: v1\nkind: Secret\np: |SECRET4\n  x\n',
    'd.yaml': 'apiVersion: v1\nkind: Secret\n}SECRET5: "SECRET6"\n',
    'e.yaml': 'apiVersion: v1\nkind: Secret\np: !SECRET7 [x]\nq: *SECRET8\n',
    'f.yaml': 'apiVersion: v1\np: "SECRET9" SECRET10\n',
    'elasticsearch.yml': 'p: [SECRET11\n',
  }
  const folder = folderOf({ ...broken, 'token.json': 'SECRET12' })
  for (const name of Object.keys(broken)) {
    const { code, stderr } = await doctor(join(folder, name))
    expect([code, stderr.slice(0, 6)]).toEqual([2, 'TF803:'])
    expect(stderr).not.toMatch(isLeak)
  }
  const token = join(folder, 'token.json')
  for (const args of [
    ['--baseline', token, join(folder, 'elasticsearch.yml')],
    ['--report', token],
    ['need-mesh', '--answers', join(folder, 'd.yaml')],
    ['--report', 'http://bob:SECRET13@127.0.0.1:1/'],
  ]) {
    const { code, stderr } = await doctor(...args)
    expect(code).toBe(2)
    expect(stderr).not.toMatch(isLeak)
  }
})

test.runIf(process.platform === 'linux')('a live process: its own variable only, and no password of it', async () => {
  const code = `require('http').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
  const child: ChildProcess = spawn(process.execPath, ['-e', code, '--', '--password=SECRET1', 'redis://u:SECRET2@x'], {
    env: {
      AWS_KEY: 'SECRET3',
      ORDERS_URL: 'https://bob:SECRET4@orders.shop.svc:8443/?token=SECRET5',
      'odd name': 'SECRET6',
      PEM: 'BEGIN\nSECRET7\nSECRET8=',
      DATABASE_URL: 'postgres://u:SECRET9@db/shop',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  await once(child.stdout!, 'data')
  for (const format of formats) {
    const { stdout, stderr } = await doctor(
      '--live',
      '--pid',
      String(child.pid),
      '--mesh',
      'istio@1.30',
      '--format',
      format,
    )
    expect(stdout + stderr).not.toMatch(isLeak)
    expect(stdout).toContain('ORDERS_URL')
  }
})
