// Programs that ask for a format get it, however early the run ends: valid JSON, SARIF or workflow commands, with the reason in it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

const manifest = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  ports:\n    - port: 9000\n'
const places = () => {
  const folder = folderOf({
    'a.yaml': manifest,
    'none.yaml': 'a: 1\n',
    'broken.yaml': 'apiVersion: {\n',
    'list.txt': 'x',
  })
  mkdirSync(join(folder, 'empty'))
  mkdirSync(join(folder, 'templates'))
  return (name: string) => join(folder, name)
}

const exits: Record<string, { code: string; args: (at: (name: string) => string) => string[] }> = {
  'no such file': { code: 'TF802', args: (at) => [at('gone.yaml')] },
  'an empty folder': { code: 'TF802', args: (at) => [at('empty')] },
  'no objects': { code: 'TF802', args: (at) => [at('none.yaml')] },
  'no YAML': { code: 'TF803', args: (at) => [at('broken.yaml')] },
  'an unknown mesh': { code: 'TF801', args: (at) => [at('a.yaml'), '--mesh', 'consul'] },
  'an unknown rule': { code: 'TF804', args: (at) => [at('a.yaml'), '--rule', 'TF999'] },
  'no baseline': { code: 'TF805', args: (at) => [at('a.yaml'), '--baseline', at('gone.json')] },
  'a baseline that cannot be written': {
    code: 'TF808',
    args: (at) => [at('a.yaml'), '--write-baseline', at('gone/b.json')],
  },
  'a report that is none': { code: 'TF807', args: (at) => ['--report', at('list.txt')] },
  'a version that is none': { code: 'TF801', args: (at) => [at('a.yaml'), '--kubernetes', 'new'] },
  '--dry-run alone': { code: 'TF800', args: (at) => [at('a.yaml'), '--dry-run'] },
  'an unknown option': { code: 'TF800', args: (at) => [at('a.yaml'), '--bogus'] },
  'a wrong choice': { code: 'TF800', args: (at) => [at('a.yaml'), '--fail-on', 'never'] },
  'an option without its value': { code: 'TF800', args: (at) => [at('a.yaml'), '--rule'] },
}

const cases = Object.entries(exits).flatMap(([why, exit]) =>
  ['text', 'json', 'sarif', 'github'].map((format) => ({ why, format, ...exit })),
)

test.each(cases)('$format: $why', async ({ format, code, args }) => {
  // In front: commander must know the format before it meets the wrong argument, and we after it has given up.
  const ran = await doctor('--format', format, ...args(places()))
  expect(ran).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(new RegExp(`^(${code}: |error: .*${code})`, 'm')),
  })
  if (format === 'text') expect(ran.stdout).toBe('')
  if (format === 'json')
    expect(JSON.parse(ran.stdout)).toMatchObject({ version: 1, findings: [], problems: [{ code }] })
  if (format === 'sarif') {
    const [{ results, invocations }] = JSON.parse(ran.stdout).runs
    expect(results).toEqual([])
    expect(invocations).toMatchObject([
      { executionSuccessful: false, exitCode: 2, toolExecutionNotifications: [{ descriptor: { id: code } }] },
    ])
  }
  if (format === 'github') expect(ran.stdout).toMatch(new RegExp(`^::error title=${code}::${code}: .+\n0 errors`))
})

test('--format=json behind the wrong option, and a format that does not exist', async () => {
  const at = places()
  expect(JSON.parse((await doctor(at('a.yaml'), '--bogus', '--format=json')).stdout).problems).toHaveLength(1)
  expect(await doctor(at('a.yaml'), '--format', 'xml')).toMatchObject({ code: 2, stdout: '' })
})

test('--write-baseline writes its file, and what it wrote counts as known', async () => {
  const at = places()
  const ran = await doctor(at('a.yaml'), '--mesh', 'istio', '--write-baseline', at('b.json'), '--format', 'json')
  expect(ran.code).toBe(0)
  expect(JSON.parse(ran.stdout)).toMatchObject({ findings: [], summary: { known: 1 } })
  expect((await doctor(at('a.yaml'), '--mesh', 'istio', '--write-baseline', at('b.json'))).stdout).toBe('')
})

test.each([
  ['no such file', 'TF802', (at: (name: string) => string) => [at('gone.yaml')]],
  ['no YAML', 'TF803', (at: (name: string) => string) => [at('broken.yaml')]],
  ['no answers', 'TF806', (at: (name: string) => string) => ['--answers', at('gone.yaml')]],
  ['an unknown option', 'TF800', (at: (name: string) => string) => [at('a.yaml'), '--bogus']],
])('need-mesh --json: %s', async (_, code, args) => {
  const ran = await doctor('need-mesh', '--json', ...args(places()))
  expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([2, { version: 1, problems: [{ code }] }])
  expect((await doctor('need-mesh', '--no-ask', ...args(places()))).stdout).toBe('')
})
