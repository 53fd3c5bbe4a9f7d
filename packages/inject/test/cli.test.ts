// The command as a user runs it: files, pipes, exit codes.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

const bin = fileURLToPath(new URL('../bin/inject.js', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'traceferry-inject-'))
const deployment = (name: string) => `# ${name}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  template:
    spec:
      containers:
        - name: ${name} # the app
          image: ${name}:1
`

beforeAll(() => compile('core', 'inject'))
beforeEach(() => {
  rmSync(join(home, 'k8s'), { recursive: true, force: true })
  mkdirSync(join(home, 'k8s/more'), { recursive: true })
  writeFileSync(join(home, 'k8s/orders.yaml'), deployment('orders'))
  writeFileSync(join(home, 'k8s/more/ledger.yml'), deployment('ledger'))
  writeFileSync(join(home, 'k8s/values.yaml'), 'replicas: {{ not a manifest\n')
})
afterAll(() => rmSync(home, { recursive: true }))

function inject(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: home, input, encoding: 'utf8' })
  return { status, stdout, stderr }
}
const file = (path: string) => readFileSync(join(home, path), 'utf8')

test('a folder is written, told of, and brought back byte for byte', () => {
  const { status, stdout, stderr } = inject(['k8s/'])
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  expect(stderr).toBe(
    'Deployment ledger: injected ledger\nDeployment orders: injected orders\n2 of 2 workloads changed\n',
  )
  expect(file('k8s/orders.yaml')).toContain('value: --require /traceferry/register.cjs')
  expect(inject(['k8s/']).stderr).toContain('0 of 2 workloads changed')
  expect(inject(['k8s/', '--uninstall'])).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('orders: taken out'),
  })
  expect([file('k8s/orders.yaml'), file('k8s/more/ledger.yml')]).toEqual([deployment('orders'), deployment('ledger')])
})

test('--dry-run shows a difference that patch takes, writes nothing, and ends with 1 where there is one', () => {
  const { status, stdout } = inject(['k8s/', '--dry-run'])
  expect(status).toBe(1)
  expect(file('k8s/orders.yaml')).toBe(deployment('orders'))
  writeFileSync(join(home, 'change.diff'), stdout)
  execFileSync('git', ['apply', '--unsafe-paths', '--directory=.', '-p0', 'change.diff'], { cwd: home })
  const patched = file('k8s/orders.yaml')
  expect(inject(['k8s/', '--dry-run'])).toMatchObject({ status: 0, stdout: '' })
  expect(patched).toContain('traceferry-init')
})

test('a pipe: only the manifests on stdout', () => {
  const { status, stdout, stderr } = inject(['-'], `${deployment('a')}---\n${deployment('b')}`)
  expect(status).toBe(0)
  expect(parseAllDocuments(stdout).map((one) => one.toJS().spec.template.spec.initContainers[0].name)).toEqual([
    'traceferry-init',
    'traceferry-init',
  ])
  expect(stderr).toContain('2 of 2 workloads changed')
})

test('--json', () => {
  const { status, stdout } = inject(['k8s/orders.yaml', '--json', '--dry-run'])
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    dryRun: true,
    uninstall: false,
    files: [
      {
        file: 'k8s/orders.yaml',
        changed: true,
        workloads: [
          {
            kind: 'Deployment',
            name: 'orders',
            namespace: '',
            chosen: ['orders'],
            present: [],
            left: [],
            notes: [],
            changed: true,
          },
        ],
      },
    ],
  })
})

test('--containers, --labeled, --image, --image-volume and --set', () => {
  expect(inject(['k8s/', '--labeled', '--dry-run'])).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('left alone: no label traceferry.dev/inject: enabled'),
  })
  expect(inject(['k8s/', '--containers', 'ledger', '--dry-run']).stderr).toContain('1 of 2 workloads would be changed')
  const { stdout } = inject(
    ['-', '--image', 'registry.local/x:1', '--image-volume', '--set', 'TRACEFERRY_FORMATS=w3c'],
    deployment('a'),
  )
  const { volumes, containers, initContainers } = parse(stdout).spec.template.spec
  expect(volumes[0].image.reference).toBe('registry.local/x:1')
  expect(initContainers).toBeUndefined()
  expect(containers[0].env[1]).toEqual({ name: 'TRACEFERRY_FORMATS', value: 'w3c' })
})

test.each([
  [['nowhere/'], /^TF841: cannot read nowhere\/: ENOENT.*#tf841\n$/],
  [['-'], /^TF842: -, line 3: .*render the template first.*\n$/],
  [[], /^TF844: no manifests were given; .*\n$/],
  [['k8s/', '--set', 'PATH=x'], /must be a variable of docs\/options\.md/],
  [['k8s/', '--sett'], /unknown option '--sett'/],
  [['policy', '--api', 'v2'], /Allowed choices are v1, v1beta1/],
])('%j ends with 2 and says why', (args, message) => {
  const { status, stderr } = inject(args, 'kind: Pod\nspec: {{ x }\n')
  expect(stderr).toMatch(message)
  expect(status).toBe(2)
})

test('one file that is wrong, and none is written', () => {
  writeFileSync(join(home, 'k8s/z.yaml'), 'apiVersion: v1\nkind: [\n')
  expect(inject(['k8s/'])).toMatchObject({ status: 2, stderr: expect.stringContaining('k8s/z.yaml') })
  expect(file('k8s/orders.yaml')).toBe(deployment('orders'))
})

test('what manifests say does not reach the terminal as it is', () => {
  const { stderr, stdout } = inject(
    ['-', '--dry-run'],
    'kind: Pod\nmetadata: {name: "a\\u001b[31mb"}\nspec: {containers: [{name: "\\u001b[0m"}]}\n',
  )
  expect(stderr + stdout).not.toContain('\u001b')
})

test('JSON objects in lines come out as JSON objects in lines, as kubectl takes them', () => {
  const json = (name: string) => JSON.stringify(parse(deployment(name)))
  const text = `${json('orders')}\n${json('ledger')}\n{"apiVersion":"v1","kind":"Service","metadata":{"name":"}{\\""}}\n`
  const { status, stdout, stderr } = inject(['-'], text)
  expect([status, stderr]).toEqual([0, expect.stringContaining('2 of 2 workloads changed')])
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  const [orders, ledger, service] = lines.map((line) => JSON.parse(line))
  for (const { spec } of [orders, ledger])
    expect(spec.template.spec.containers[0].env).toContainEqual(expect.objectContaining({ name: 'NODE_OPTIONS' }))
  expect(service.metadata.name).toBe('}{"')
  expect(inject(['-'], stdout).stdout).toBe(stdout)
  expect(inject(['-', '--uninstall'], stdout).stdout).toBe(text)
})

test('what kubectl does not take behind two JSON objects is an error, with its line', () => {
  const json = JSON.stringify(parse(deployment('orders')))
  expect(inject(['-'], `${json}\n${json}\n---\n${json}\n`)).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^TF842: -, line 3: not JSON; .*fix it/),
  })
})

test('component writes each file of the kustomize component, with its options, and prints their names', () => {
  const { status, stdout, stderr } = inject(['component', 'made/component', '--image', 'registry.example/payload:1'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const paths = stdout.trimEnd().split('\n')
  const { resources } = parse(file('made/component/kustomization.yaml'))
  expect(paths.sort()).toEqual(['kustomization.yaml', ...resources].map((name) => join('made/component', name)).sort())
  expect(paths.map(file).join('\n')).toContain('image: registry.example/payload:1')
})

test.each([
  ['policy', '--containers', 'app'],
  ['policy', '--labeled'],
  ['kyverno', '--uninstall'],
  ['kyverno', '--json'],
  ['component', '--dry-run'],
  ['component', '--set', 'TRACEFERRY_FORMATS=w3c'],
])('%s refuses %s, which it would not heed, before its name and behind it', (name, ...option) => {
  const folder = name === 'component' ? ['made/refused'] : []
  for (const args of [
    [name, ...folder, ...option],
    [...option, name, ...folder],
  ]) {
    const { status, stdout, stderr } = inject(args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^error: .*option '${option[0]}'.* \\(TF800\\)`))
  }
  expect(existsSync(join(home, 'made/refused'))).toBe(false)
})

test('options of a subcommand count before its name and behind it; behind it they win', () => {
  const printed = (...args: string[]) => inject(args).stdout
  const before = printed('--image', 'early:1', '--image-volume', '--set', 'TRACEFERRY_FORMATS=w3c', 'kyverno')
  expect(before).toBe(printed('kyverno', '--image', 'early:1', '--image-volume', '--set', 'TRACEFERRY_FORMATS=w3c'))
  expect(before).toContain('early:1')
  const both = printed('--image', 'early:1', '--set', 'TRACEFERRY_FORMATS=w3c', 'policy', '--image', 'late:1')
  expect(both).toContain('late:1')
  expect(both).not.toContain('early:1')
  expect(both).toContain('TRACEFERRY_FORMATS: w3c')
})
