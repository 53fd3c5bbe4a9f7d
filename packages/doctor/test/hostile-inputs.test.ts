// What a folder may contain besides manifests, by accident or by malice. Each ends with 2 and a message with the code, the thing,
// the place and the fix, in bounded time and memory; what is too much is reported, never skipped.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

vi.setConfig({ testTimeout: 180_000 }) // the machine may be busy; what is measured is processor time

const program = fileURLToPath(new URL('../bin/doctor.js', import.meta.url))
beforeAll(() => compile('core', 'doctor'))

const service =
  'apiVersion: v1\nkind: Service\nmetadata: { name: orders }\nspec: { selector: { app: a }, ports: [{ port: 9000 }] }\n'
const bad = `apiVersion: v1
kind: Pod
metadata: { name: p, labels: { app: a } }
spec:
  containers:
    - name: c
      image: node
      ports: [{ containerPort: 9000 }]
      env:
        - name: HOST
          value: 127.0.0.1
`
const mended = bad.replace('127.0.0.1', '0.0.0.0')
const onUnix = test.runIf(process.platform !== 'win32')

/** A process of its own, whose heap may have 1 GB, and 30 s of processor time. */
function run(args: readonly string[], options: { uid?: number } = {}) {
  const limited = [
    '-c',
    'ulimit -t 30; exec "$0" "$@"',
    process.execPath,
    '--max-old-space-size=1024',
    program,
    ...args,
  ]
  const { status, stdout, stderr } = spawnSync('sh', limited, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
  return { code: status, stdout, stderr }
}

function refused({ code, stderr }: { code: number | null; stderr: string }, message: RegExp): void {
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(/TF\d{3}: .*; .*\. See https:\/\/\S+\/docs\/errors\.md#tf\d{3}\n$/)
  expect(code).toBe(2)
}

onUnix(
  'what is no file, under the name of a manifest: a pipe, a socket, a link to a device, to nothing, to itself',
  async () => {
    const make: Record<string, (path: string) => unknown> = {
      'a named pipe': (path) => execFileSync('sh', ['-c', 'mkfifo "$0"', path]),
      'a device': (path) => symlinkSync('/dev/zero', path),
      'a link that leads nowhere': (path) => symlinkSync('nowhere', path),
    }
    for (const [what, at] of Object.entries(make)) {
      const folder = folderOf({ 'good.yaml': service })
      at(join(folder, 'x.yaml'))
      refused(run([folder]), new RegExp(`^TF802: cannot read \\S+/x\\.yaml: it is ${what}, not a file; move it out`))
      refused(run(['need-mesh', folder]), /^TF802: /)
    }
    const round = folderOf({ 'good.yaml': service })
    symlinkSync('x.yaml', join(round, 'x.yaml'))
    refused(run([round]), /^TF802: cannot read \S+x\.yaml: it is a link that leads nowhere/)
    refused(run([join(round, 'x.yaml')]), /^TF802: cannot read \S+x\.yaml: its links form a circle/)

    const listening = folderOf({ 'good.yaml': service })
    const socket = createSocket().listen(join(listening, 'x.yaml'))
    onTestFinished(() => void socket.close())
    await once(socket, 'listening')
    refused(run([listening]), /^TF802: cannot read \S+x\.yaml: it is a socket, not a file/)
    refused(run([join(listening, 'x.yaml')]), /^TF802: cannot read \S+x\.yaml: it is a socket/)
  },
)

onUnix('named by the user: a pipe that somebody writes to is read, one that is silent is refused', async () => {
  const folder = folderOf({ 'good.yaml': service })
  const pipe = join(folder, 'pipe')
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
  refused(
    run([join(folder, 'good.yaml'), pipe]),
    /^TF802: cannot read \S+pipe: it is a pipe, and nothing came out of it/,
  )
  const writer = spawn('sh', ['-c', 'sleep 1; cat "$0" > "$1"', join(folder, 'good.yaml'), pipe])
  onTestFinished(() => void writer.kill())
  expect(run([pipe, '--format', 'json']).stdout).toContain('"resources": 1')
  for (const device of ['/dev/zero', '/dev/full']) refused(run([device]), /^TF802: .* it is a device, not a file/)
  for (const option of ['--baseline', '--report'])
    refused(run([join(folder, 'good.yaml'), option, '/dev/zero']), /^TF80[57]: .* it is a device/)
  refused(run(['need-mesh', '--answers', '/dev/zero']), /^TF806: .* it is a device/)
})

test('a folder under the name of a file, and where a file is expected', async () => {
  const folder = folderOf({})
  mkdirSync(join(folder, 'x.yaml'))
  writeFileSync(join(folder, 'x.yaml', 'in.yaml'), service)
  expect((await doctor(folder, '--format', 'json')).stdout).toContain('"resources": 1')
  for (const args of [
    ['--baseline', folder, folder],
    ['--report', folder],
    ['--write-baseline', folder, folder],
  ])
    refused(await doctor(...args), /^TF80[578]: .* it is a folder/)
})

onUnix('folders that lead back, and to elsewhere: each is read once; --fix writes nothing outside', async () => {
  const outside = folderOf({ 'bad.yaml': bad })
  const linked = folderOf({ 'far.yaml': bad.replaceAll('p,', 'far,') })
  const folder = folderOf({ 'near.yaml': bad.replaceAll('p,', 'near,') })
  symlinkSync('.', join(folder, 'self'))
  mkdirSync(join(folder, 'a'))
  symlinkSync('..', join(folder, 'a', 'back'))
  symlinkSync(join(outside, 'bad.yaml'), join(folder, 'link.yaml'))
  symlinkSync(linked, join(folder, 'linked'))
  const { code, stderr, stdout } = run([folder, '--fix', '--mesh', 'istio@1.30', '--rule', 'TF101', '--format', 'json'])
  expect(stderr).toContain('fixed 1 finding in 1 file\nnot fixed: 2 findings in 2 files\n')
  expect(stderr).toMatch(/not changed: \S+\/link\.yaml leads out of \S+; name the file itself to fix it/)
  expect(stderr).toMatch(/not changed: \S+\/linked\/far\.yaml leads out of/)
  expect([code, JSON.parse(stdout).summary.errors]).toEqual([1, 2])
  expect(readFileSync(join(outside, 'bad.yaml'), 'utf8')).toBe(bad)
  expect(readFileSync(join(linked, 'far.yaml'), 'utf8')).toBe(bad.replaceAll('p,', 'far,'))
  expect(readFileSync(join(folder, 'near.yaml'), 'utf8')).toBe(mended.replaceAll('p,', 'near,'))
  run([join(folder, 'link.yaml'), '--fix', '--mesh', 'istio@1.30'])
  expect(readFileSync(join(outside, 'bad.yaml'), 'utf8')).toBe(mended)
})

onUnix('an unreadable file, an unreadable folder, a file that cannot be written', (context) => {
  // Root may read everything: then it is done as nobody, from a copy of the program's own place that nobody may read.
  const uid = process.getuid!() === 0 ? 65_534 : undefined
  const as = uid === undefined ? {} : { uid }
  const folder = folderOf({ 'good.yaml': service, 'shut.yaml': service, 'bad.yaml': bad })
  mkdirSync(join(folder, 'shut'))
  chmodSync(folder, 0o755)
  if (run(['--version'], as).code !== 0) context.skip('the user nobody may not look into the folder of this checkout')
  chmodSync(join(folder, 'shut.yaml'), 0)
  refused(run([folder], as), /^TF802: cannot read \S+shut\.yaml: permission denied; name files that you can read/)
  chmodSync(join(folder, 'shut.yaml'), 0o644)
  chmodSync(join(folder, 'shut'), 0)
  refused(run([folder], as), /^TF802: cannot open \S+shut: permission denied; name folders that you can read/)
  chmodSync(join(folder, 'shut'), 0o755)
  chmodSync(join(folder, 'bad.yaml'), 0o444)
  refused(
    run([folder, '--fix', '--mesh', 'istio@1.30'], as),
    /TF808: cannot fix \S+bad\.yaml: permission denied; use --dry-run/,
  )
  const baseline = join(folder, 'baseline.json')
  refused(run([folder, '--write-baseline', baseline], as), /^TF808: cannot write the baseline .*: permission denied/)
  expect(readFileSync(join(folder, 'bad.yaml'), 'utf8')).toBe(bad)
})

test('not UTF-8: the line and the column; what is none of our business may be anything', async () => {
  const folder = folderOf({ 'good.yaml': service })
  writeFileSync(join(folder, 'picture.json'), Buffer.from([0xff, 0xd8, 0xff, 0]))
  expect((await doctor(folder)).code).toBe(0)
  writeFileSync(join(folder, 'x.yaml'), Buffer.from(`${service}# caf\u00e9\n`, 'latin1'))
  refused(await doctor(folder), /^TF803: \S+x\.yaml: not UTF-8 at 5:6; save it as UTF-8/)
  writeFileSync(join(folder, 'x.yaml'), Buffer.from(`\ufeff${service}`, 'utf16le'))
  refused(await doctor(folder), /^TF803: \S+x\.yaml: it is UTF-16, as PowerShell writes it; save it as UTF-8/)
})

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n'
const many = (count: number, one: (n: number) => string) => Array.from({ length: count }, (_, n) => one(n)).join('')

test.each<[string, string, RegExp]>([
  [
    '100,000 lists in one another',
    `${head}data: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
    /x\.yaml:4:\d+: not YAML: nested deeper than 200 levels/,
  ],
  [
    '100,000 maps in one another',
    `${head}data: ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}\n`,
    /nested deeper than 200 levels/,
  ],
  ['100,000 dashes', `${head}data:\n  ${'- '.repeat(100_000)}a\n`, /nested deeper than 200 levels/],
  ['300 levels of blocks', `${head}${many(300, (n) => `${' '.repeat(n)}a:\n`)}`, /nested deeper than 200 levels/],
  [
    'an alias bomb',
    `${head}a0: &a0 [x,x,x,x,x,x,x,x,x]\n${many(9, (n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]\n`)}`,
    /not YAML: Excessive alias count/,
  ],
  [
    'a list that is its own item',
    '&a\napiVersion: v1\nkind: List\nitems:\n- *a\n',
    /not YAML: lists are nested too deep/,
  ],
  [
    'two million values',
    `${head}data: [${'a,'.repeat(2_000_000)}a]\n`,
    /too much input: more than 700000 lines and list items/,
  ],
  ['a key that is there twice', `${head}data: { a: 1, a: 2 }\n`, /x\.yaml:4:15: not YAML: Map keys must be unique/],
])('%s: refused', (_, text, message) => {
  refused(run([join(folderOf({ 'x.yaml': text }), 'x.yaml')]), message)
})

test('1 GB in a file, 21 MB in several, endless standard input, an endless answer: refused', async () => {
  const folder = folderOf({ 'x.yaml': head })
  truncateSync(join(folder, 'x.yaml'), 1024 ** 3)
  refused(run([folder]), /^TF803: \S+x\.yaml: larger than 8 MiB; split it/)
  const files = Object.fromEntries(
    Array.from({ length: 3 }, (_, n) => [`${n}.yaml`, `${head}# ${'x'.repeat(7_000_000)}\n`]),
  )
  refused(
    run([folderOf(files)]),
    /^TF803: too much input: more than 16 MiB, counted up to \S+\.yaml; name fewer files at a time/,
  )
  const piped = spawnSync('sh', ['-c', `yes a | "${process.execPath}" "${program}" -`], { encoding: 'utf8' })
  refused({ code: piped.status, stderr: piped.stderr }, /^TF803: standard input: larger than 8 MiB; split it/)
  const server = createServer((_, response) => {
    const more = () => void (response.write('x'.repeat(65_536)) ? setImmediate(more) : response.once('drain', more))
    more()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  refused(await doctor('--report', url), /^TF807: cannot fetch the report \S+: larger than 1 MiB/)
})

test.each<[string, string, RegExp]>([
  ['120,000 documents', `${many(120_000, () => '---\na: 1\n')}---\n${service}`, /in 1 object\./],
  [
    '120,000 objects',
    many(120_000, (n) => `---\napiVersion: v1\nkind: X\nmetadata: {name: a${n}}\n`),
    /in 120000 objects\./,
  ],
  ['a map of 30,000 keys', `${head}data:\n${many(30_000, (n) => `  k${n}: v\n`)}`, /in 1 object\./],
  ['a line of 7 MB', `${head}data: { a: "${'x'.repeat(7_000_000)}" }\n`, /in 1 object\./],
])('%s: read to the end', (_, text, message) => {
  const { code, stdout } = run([join(folderOf({ 'x.yaml': text }), 'x.yaml'), '--mesh', 'istio'])
  expect(stdout).toMatch(message)
  expect(code).toBe(0)
})

test('many findings in one line of 500 kB: each excerpt is a piece of it', () => {
  const item = (n: number) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `s${n}` },
    spec: { selector: { a: 'b' }, ports: [{ port: 9000 }] },
  })
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: Array.from({ length: 3000 }, (_, n) => item(n)),
  })
  const file = join(folderOf({ 'x.json': text }), 'x.json')
  for (const format of ['text', 'sarif']) {
    const { code, stdout } = run([file, '--mesh', 'istio', '--format', format])
    expect([code, stdout.length < 10_000_000]).toEqual([0, true])
    expect(stdout).toContain('s2999')
  }
})

test('5,000 files with a workload and a Service each: all are read, with progress', () => {
  const pair = (n: number) =>
    `${bad.replace('{ name: p, labels: { app: a } }', `{ name: p${n}, labels: { app: a${n} } }`)}---\n${service.replace('orders', `s${n}`).replace('app: a', `app: a${n}`)}`
  const folder = folderOf(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`${n}.yaml`, pair(n)])))
  const { code, stdout, stderr } = run([folder, '--mesh', 'istio@1.30', '--format', 'json', '--rule', 'TF101'])
  expect(stderr).toBe([0, 1000, 2000, 3000, 4000, 5000].map((n) => `read ${n} of 5000 files\n`).join(''))
  const { findings, summary } = JSON.parse(stdout)
  expect([code, summary.resources, findings.length]).toEqual([1, 10_000, 5000])
})
