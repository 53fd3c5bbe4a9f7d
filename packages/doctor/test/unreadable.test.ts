// One file that cannot be read must not hide the rest: everything else is reported, all of them are listed, and the exit code is 2.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DoctorError, diagnose, readInputs } from '../src/index.ts'
import { doctor, folderOf, short } from './helpers/doctor.ts'

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec:\n  selector: { app: a }\n  ports:\n    - name: public-http\n      port: 9000\n`
const broken = 'apiVersion: v1\nkind: Service\nspec:\n  clusterIP: {PREFIX}.16\n'
const onUnix = test.runIf(process.platform !== 'win32')

function tree() {
  return folderOf({
    'a-broken.yaml': broken,
    'b-good.yaml': service('b'),
    'c-twice.yaml': 'apiVersion: v1\nkind: A\nkind: B\n',
    'd-bytes.yaml': '',
    'e-good.yaml': service('e'),
  })
}

const withBytes = (folder: string) => {
  writeFileSync(join(folder, 'd-bytes.yaml'), Buffer.from(`${service('d')}# caf\u00e9\n`, 'latin1'))
  return folder
}

test.each(['text', 'json', 'sarif', 'github'])(
  '%s: the rest is reported, and each bad file is named',
  async (format) => {
    const { code, stdout, stderr } = await doctor(withBytes(tree()), '--mesh', 'istio', '--format', format)
    expect(code).toBe(2)
    const errors = stderr.trim().split('\n')
    expect(errors.map((line) => /^TF80\d: \S+?([a-e]-\w+)\.yaml/.exec(line)?.[1])).toEqual([
      'a-broken',
      'c-twice',
      'd-bytes',
    ])
    for (const name of ['b', 'e']) expect(stdout).toContain(`Service ${name}: port 9000`)
    if (format === 'json') {
      const { problems, findings } = JSON.parse(stdout)
      expect(findings).toHaveLength(2)
      expect(problems.map((one: { message: string }) => one.message)).toEqual(errors)
    }
    if (format === 'github') expect(stdout.match(/^::error title=TF803::/gm)).toHaveLength(3)
    if (format === 'sarif') {
      const [{ results, invocations }] = JSON.parse(stdout).runs
      expect(results).toHaveLength(2)
      expect(invocations).toEqual([
        {
          executionSuccessful: false,
          exitCode: 2,
          toolExecutionNotifications: errors.map((text) => ({
            descriptor: { id: 'TF803' },
            level: 'error',
            message: { text },
          })),
        },
      ])
    }
  },
)

test('without a bad file no format speaks of one', async () => {
  const { stdout } = await doctor(join(tree(), 'b-good.yaml'), '--mesh', 'istio', '--format', 'sarif')
  expect(JSON.parse(stdout).runs[0].invocations).toBeUndefined()
})

test('findings above --fail-on do not turn 2 into 1', async () => {
  expect((await doctor(withBytes(tree()), '--mesh', 'istio', '--fail-on', 'warning')).code).toBe(2)
})

test('files that are named: one that is missing does not hide the others', async () => {
  const folder = tree()
  const ran = await doctor(
    join(folder, 'no.yaml'),
    join(folder, 'b-good.yaml'),
    join(folder, 'nor.yaml'),
    '--mesh',
    'istio',
    '--format',
    'json',
  )
  expect([ran.code, short(ran)]).toEqual([2, ['TF201 7']])
  expect(ran.stderr.match(/^TF802: there is no file or folder \S+;/gm) ?? ran.stderr).toHaveLength(2)
})

onUnix('a pipe, a link to nowhere and a link in a circle do not hide what is beside them', async () => {
  const folder = folderOf({ 'good.yaml': service('g') })
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true })
  writeFileSync(join(folder, 'deep', 'er', 'good.yaml'), service('h'))
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'deep', 'pipe.yaml')])
  symlinkSync('nowhere', join(folder, 'deep', 'link.yaml'))
  symlinkSync('round.yaml', join(folder, 'round.yaml'))
  const ran = await doctor(folder, '--mesh', 'istio', '--format', 'json')
  expect([ran.code, JSON.parse(ran.stdout).summary.resources]).toEqual([2, 2])
  expect(ran.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^TF802: cannot read \S+link\.yaml: it is a link that leads nowhere/),
    expect.stringMatching(/^TF802: cannot read \S+pipe\.yaml: it is a named pipe/),
    expect.stringMatching(/^TF802: cannot read \S+round\.yaml: it is a link that leads nowhere/),
  ])
})

test('only bad files: no summary of nothing, and a SARIF log that says so', async () => {
  const file = join(folderOf({ 'x.yaml': broken }), 'x.yaml')
  expect(await doctor(file)).toMatchObject({ code: 2, stdout: '' })
  const { runs } = JSON.parse((await doctor(file, '--format', 'sarif')).stdout)
  expect([runs[0].results, runs[0].invocations[0].executionSuccessful]).toEqual([[], false])
})

test('--fix mends what could be read; no baseline is written from a part', async () => {
  const folder = withBytes(tree())
  const { code, stderr } = await doctor(folder, '--mesh', 'istio', '--fix')
  expect(code).toBe(2)
  expect(stderr).toContain('fixed 2 findings in 2 files')
  expect(readFileSync(join(folder, 'b-good.yaml'), 'utf8')).toContain('appProtocol: http')
  expect(readFileSync(join(folder, 'a-broken.yaml'), 'utf8')).toBe(broken)
  const baseline = join(folder, 'baseline.txt')
  const ran = await doctor(folder, '--write-baseline', baseline)
  expect([ran.code, existsSync(baseline)]).toEqual([2, false])
})

test('need-mesh gives no advice on a part, and lists all bad files', async () => {
  const { code, stdout, stderr } = await doctor('need-mesh', withBytes(tree()), '--no-ask')
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr.match(/^TF803: /gm)).toHaveLength(3)
})

test('for programs: readInputs throws the first error', () => {
  expect(() => readInputs([withBytes(tree())])).toThrow(/^TF803: \S+a-broken\.yaml:4:/)
  expect(
    diagnose({ resources: [], settings: [], unreadable: [new DoctorError('TF802', 'a', 'b')] }).problems,
  ).toHaveLength(1)
})
