import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { doctor, folderOf, short } from './helpers/doctor.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url))
const bad = join(fixtures, 'TF202/bad.yaml')
const good = join(fixtures, 'TF202/good.yaml')
const linkerd = ['--mesh', 'linkerd@2.20']

const service = (rest: string, annotations = '') => `apiVersion: v1
kind: Service
metadata:
  name: orders
  namespace: shop
${annotations}spec:
  selector:
    app: orders
  ports:
    - name: api
      port: 9000
${rest}`

test.each(['text', 'json', 'sarif', 'github'])(
  '%s: exit code 1 with findings, 0 without, 2 for bad input',
  async (format) => {
    expect((await doctor(bad, ...linkerd, '--format', format)).code).toBe(1)
    expect((await doctor(good, ...linkerd, '--format', format)).code).toBe(0)
    expect((await doctor('no-such-file.yaml', '--format', format)).code).toBe(2)
  },
)

test('--fail-on decides from which severity on', async () => {
  const warning = join(fixtures, 'TF201/bad.yaml')
  const code = async (...args: string[]) => (await doctor(warning, '--mesh', 'istio', ...args)).code
  expect(await code()).toBe(0)
  expect(await code('--fail-on', 'warning')).toBe(1)
  expect(await code('--fail-on', 'info')).toBe(1)
  expect(await code('--fail-on', 'nothing')).toBe(2)
})

test('text: the place, the lines around it, the fix, and a summary', async () => {
  const { stdout } = await doctor(bad, ...linkerd)
  expect(
    stdout,
  ).toContain(`${bad}:13:7 error TF202 Service shop/orders: appProtocol "grpc" of port 9000 is opaque TCP to Linkerd since 2.18
  12 |       port: 9000
> 13 |       appProtocol: grpc
  14 |     - name: chat
  fix: appProtocol: kubernetes.io/h2c, which both meshes read`)
  expect(stdout).toContain('Mesh: Linkerd 2.20. 2 errors, 0 warnings, 0 notes in 2 objects.')
})

test('github: one workflow command for each finding, escaped', async () => {
  const { stdout } = await doctor(bad, ...linkerd, '--format', 'github')
  expect(stdout).toMatch(
    /^::error file=\S+bad\.yaml,line=13,col=7,title=TF202 An appProtocol .*::Service shop\/orders: .* Fix: /m,
  )
})

test('bad YAML: 2, with file, line and column; a template in a folder is left out and told', async () => {
  const folder = folderOf({
    'broken.yaml': 'apiVersion: v1\nkind: Service\nspec: [1, 2\n',
    'service.yaml': service(''),
  })
  const broken = await doctor(folder)
  expect(broken.code).toBe(2)
  expect(broken.stderr).toMatch(/^TF803: \S+broken\.yaml:4:1: not YAML: /)

  const chart = folderOf({
    'deployment.yaml': 'apiVersion: v1\nkind: Service\n{{- if .Values.x }}\nspec: {{ .Values.y }}\n{{- end }}\n',
    'service.yaml': service(''),
  })
  const templates = await doctor(chart)
  expect(templates.code).toBe(0)
  expect(templates.stderr).toMatch(/^skipped 1 template \(\S+deployment\.yaml\): render them first/)
  expect((await doctor(join(chart, 'deployment.yaml'))).stderr).toContain(
    'render it first (helm template, kustomize build)',
  )
})

test('what cannot be checked is 2, and says so', async () => {
  const empty = folderOf({ 'values.yaml': 'replicas: 3\n' })
  const expected: [string[], RegExp][] = [
    [[empty], /^TF802: the input holds no Kubernetes object/],
    [[], /^TF802: /],
    [[bad, '--mesh', 'istio@9.9'], /^TF801: there is no Istio 9\.9; the newest that this doctor knows is 1\.30\./],
    [[bad, '--mesh', 'istio@1.99'], /^TF801: there is no Istio 1\.99/],
    [[bad, '--mesh', 'linkerd@1.30'], /^TF801: there is no Linkerd 1\.30/],
    [[bad, '--mesh', 'consul'], /^TF801: unknown mesh "consul"; use istio@1\.30, linkerd@2\.20 or none\./],
    [[bad, '--rule', 'TF999'], /^TF804: no rule "TF999"/],
    [[bad, '--baseline', bad], /^TF805: /],
    [[bad, '--pid', 'abc'], /^TF807: /],
    [[bad, '--bogus'], /error: unknown option '--bogus'/],
    [['explain', 'TF000'], /^TF804: /],
  ]
  for (const [args, message] of expected) {
    const { code, stderr } = await doctor(...args)
    expect(`${code} ${stderr}`).toMatch(new RegExp(`^2 ${message.source.replace(/^\^/, '')}`))
  }
})

test('a List, many documents, JSON and standard input are read alike', async () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n${service('      appProtocol: grpc\n').replace(/^/gm, '    ').replace('    api', '  - api')}`
  const json = JSON.stringify(
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'o' }, spec: { ports: [{ port: 1, appProtocol: 'grpc' }] } },
    null,
    1,
  )
  const folder = folderOf({ 'list.yaml': list, 'one.json': json })
  expect(short(await doctor(folder, ...linkerd, '--format', 'json'))).toEqual(['TF202 15', 'TF202 11'])
})

test('comments and annotations silence, and are counted', async () => {
  const folder = folderOf({
    'next.yaml': service('      # traceferry-disable-next-line TF202 -- an old client\n      appProtocol: grpc\n'),
    'line.yaml': service('      appProtocol: grpc # traceferry-disable-line\n'),
    'file.yaml': `# traceferry-disable TF201, TF202\n${service('      appProtocol: grpc\n')}`,
    'object.yaml': service('      appProtocol: grpc\n', '  annotations:\n    traceferry.dev/ignore: TF202\n'),
    'other.yaml': service('      # traceferry-disable-next-line TF203\n      appProtocol: grpc\n'),
  })
  const ran = await doctor(folder, ...linkerd, '--format', 'json')
  const { findings, summary } = JSON.parse(ran.stdout)
  expect(findings.map(({ file }: { file: string }) => file)).toEqual([join(folder, 'other.yaml')])
  expect(summary.suppressed).toBe(4)
})

test('a baseline hides what was there, wherever it moves to, and nothing new', async () => {
  const folder = folderOf({ 'service.yaml': service('      appProtocol: grpc\n') })
  const [file, baseline] = [join(folder, 'service.yaml'), join(folder, 'baseline.json')]
  expect((await doctor(file, ...linkerd, '--write-baseline', baseline)).code).toBe(0)
  writeFileSync(
    file,
    `# moved\n\n${service('      appProtocol: grpc\n    - name: more\n      port: 9001\n      appProtocol: http2\n')}`,
  )
  const ran = await doctor(file, ...linkerd, '--baseline', baseline, '--format', 'json')
  expect(short(ran)).toEqual(['TF202 17'])
  expect(JSON.parse(ran.stdout).summary.known).toBe(1)
})

/** The gRPC probe proves that there is no TLS around the port. */
const probed = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: orders, image: a:1, readinessProbe: { grpc: { port: 9000 } } }] }
`

test('--fix mends, shows the difference, keeps comments, and leaves nothing of its own behind', async () => {
  const before = `${service(
    '      appProtocol: grpc # the orders\n    - name: public-http\n      port: 80\n    - port: 3000 # no name\n',
  )}${probed}`
  const folder = folderOf({ 'service.yaml': before })
  const file = join(folder, 'service.yaml')
  const args = [file, '--mesh', 'istio,linkerd', '--fix']
  const dry = await doctor(...args, '--dry-run')
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(dry.stderr).toContain('+      appProtocol: kubernetes.io/h2c # the orders')
  expect(dry.code).toBe(1)

  const ran = await doctor(...args)
  expect(ran.code).toBe(0)
  expect(ran.stderr).toContain('fixed 2 findings in 1 file')
  expect(readFileSync(file, 'utf8')).toBe(
    `${service(
      '      appProtocol: kubernetes.io/h2c # the orders\n    - name: public-http\n      port: 80\n      appProtocol: http\n    - port: 3000 # no name\n',
    )}${probed}`,
  )
  // The protocol of port 3000 is not declared anywhere, so the fix does not add one.
  expect(ran.stdout).toContain('0 errors, 1 warning, 0 notes')
})

test('each mechanical fix of the fixtures leaves the finding mended', async () => {
  for (const id of ['TF101', 'TF202', 'TF205', 'TF505']) {
    const text = readFileSync(join(fixtures, id, 'bad.yaml'), 'utf8')
    const mesh = /^# mesh: (.*)$/m.exec(text)![1]!
    const file = join(folderOf({ 'bad.yaml': text }), 'bad.yaml')
    const count = async () => short(await doctor(file, '--mesh', mesh, '--rule', id, '--format', 'json')).length
    const fixable = JSON.parse(
      (await doctor(file, '--mesh', mesh, '--rule', id, '--format', 'json')).stdout,
    ).findings.filter((one: { fixable: boolean }) => one.fixable).length
    const all = await count()
    expect([id, fixable > 0]).toEqual([id, true])
    await doctor(file, '--mesh', mesh, '--rule', id, '--fix')
    expect([id, await count()]).toEqual([id, all - fixable])
  }
})

test('explain has no indentation of the source, and says what flags of Envoy mean', async () => {
  const { stdout } = await doctor('explain', 'TF902')
  expect(stdout).toMatch(/^NC in the sidecar's access log: the route leads to a cluster that does not exist\.$/m)
  expect(stdout).toMatch(/^UH in the sidecar's access log: /m)
  const [, why = ''] = stdout.split('\n\n')
  expect(why.split('\n').length).toBeGreaterThan(1)
  expect(why).not.toMatch(/^ /m)
})

test('explain tells why, the source, and shows before and after; rules lists them all', async () => {
  const { stdout, code } = await doctor('explain', 'tf202')
  expect(code).toBe(0)
  for (const part of [
    'TF202',
    'opaque',
    '- appProtocol: grpc',
    '+ appProtocol: kubernetes.io/h2c',
    'Source: Istio',
    'docs/doctor.md#tf202',
  ]) {
    expect(stdout).toContain(part)
  }
  expect((await doctor('rules')).stdout.trim().split('\n')).toHaveLength(49)
  expect((await doctor('--help')).stdout).toContain('Exit codes: 0 clean, 1 findings')
})

test('a tree of 250 manifests has a progress line on stderr, a smaller one none', async () => {
  const folder = folderOf({})
  const write = (n: number) => writeFileSync(join(folder, `service-${n}.yaml`), service('      appProtocol: http2\n'))
  for (let n = 0; n < 100; n++) write(n)
  const small = await doctor(folder, ...linkerd, '--format', 'json')
  expect([short(small).length, small.stderr]).toEqual([100, ''])
  for (let n = 100; n < 250; n++) write(n)
  expect((await doctor(folder, ...linkerd, '--format', 'json')).stderr).toContain('read 250 of 250 files')
})

test('native sidecars need a Kubernetes that has them: by flag, or by the Node objects', async () => {
  const job = join(fixtures, 'TF501/bad.yaml')
  const node = (version: string) =>
    `apiVersion: v1\nkind: Node\nmetadata:\n  name: one\nstatus:\n  nodeInfo:\n    kubeletVersion: ${version}\n`
  const code = async (...args: string[]) => (await doctor(job, '--mesh', 'istio@1.30', ...args)).code
  expect([await code(), await code('--kubernetes', '1.33'), await code('--kubernetes', 'v1.32.4')]).toEqual([0, 0, 1])
  const folder = folderOf({ 'old.yaml': node('v1.31.2+k3s1'), 'new.yaml': node('v1.34.0') })
  expect(await code(join(folder, 'new.yaml'))).toBe(0)
  expect(await code(folder)).toBe(1)
  expect(await code('--kubernetes', 'latest')).toBe(2)
})

test('a listener counts when its port is called by others, and a client never does', async () => {
  const pod = (args: string) => `apiVersion: v1
kind: Pod
metadata:
  name: one
spec:
  containers:
    - name: one
      image: example.org/one:1
      args: ${args}
      ports:
        - containerPort: 9100
`
  const lines = async (args: string) =>
    short(await doctor(join(folderOf({ 'pod.yaml': pod(args) }), 'pod.yaml'), '--mesh', 'istio', '--format', 'json'))
  expect(await lines('[--web.listen-address=127.0.0.1:9100]')).toEqual(['TF101 9'])
  expect(await lines('[--web.listen-address=127.0.0.1:9101]')).toEqual([])
  expect(await lines('["node server.js --host 127.0.0.1"]')).toEqual(['TF101 9'])
  expect(await lines('[psql, --host, localhost]')).toEqual([])
  expect(await lines('[--listen, "[::1]:9100"]')).toEqual(['TF101 9'])
})

const binary = fileURLToPath(new URL('../bin/doctor.js', import.meta.url))

test('standard input from a slow producer, in pieces', () => {
  // The second half comes later than any reader waits for the first.
  const script = `(head -n 8 "$1"; sleep 0.6; tail -n +9 "$1") | "$2" "$3" - --mesh linkerd@2.20 --format json`
  const ran = spawnSync('sh', ['-c', script, 'sh', bad, process.execPath, binary], { encoding: 'utf8' })
  expect([ran.status, ran.stderr]).toEqual([1, ''])
  expect(JSON.parse(ran.stdout).findings).toHaveLength(2)
})

test('the program itself: standard input, exit codes, no colors in a pipe', () => {
  if (!existsSync(fileURLToPath(new URL('../dist/index.js', import.meta.url)))) throw new Error('npm run build first')
  const text = readFileSync(bad)
  const ran = spawnSync(process.execPath, [binary, '-', ...linkerd], { input: text, encoding: 'utf8' })
  expect([ran.status, ran.stderr]).toEqual([1, ''])
  expect(ran.stdout).toMatch(/^<stdin>:13:7 error TF202 /)
  expect(execFileSync(process.execPath, [binary, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`)
})
