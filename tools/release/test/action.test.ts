// action.yml: its scripts are run by bash, as GitHub runs them, with the doctor of this repository.
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compile } from '@traceferry/testkit'
import { Ajv } from 'ajv'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findSarifSchema } from '../sarif-schema.js'
import { findZizmor } from '../zizmor.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Step {
  readonly id?: string
  readonly name: string
  readonly if?: string
  readonly shell?: string
  readonly run?: string
  readonly uses?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, string>>
}
const action = parse(read('action.yml')) as {
  inputs: Record<string, { description: string; default: string }>
  outputs: Record<string, { value: string }>
  runs: { using: string; steps: readonly [Step, Step, Step] }
}
const [check, upload, judge] = action.runs.steps

let folder: string
beforeAll(() => compile('core', 'doctor', 'audit', 'probe', 'sidecar', 'cli'))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traceferry-action-'))
  cpSync(join(root, 'packages/doctor/test/fixtures/TF202'), join(folder, 'k8s'), { recursive: true })
  mkdirSync(join(folder, 'good'))
  cpSync(join(root, 'packages/doctor/test/fixtures/TF202/good.yaml'), join(folder, 'good/good.yaml'))
  mkdirSync(join(folder, 'with space'))
  cpSync(join(folder, 'k8s/bad.yaml'), join(folder, 'with space/it; echo pwned.yaml'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A quick npx, which runs the command of this repository and nothing else. */
function quickNpx(): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  const { version } = JSON.parse(read('packages/cli/package.json'))
  const cli = join(root, 'packages/cli/bin/traceferry.js')
  const script = `[ "$1 $2 $3" = "--yes -- @traceferry/cli@${version}" ] || exit 1; shift 3; exec '${process.execPath}' '${cli}' "$@"`
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return `${bin}:`
}

/** Runs the script of a step with the environment that GitHub gives it. */
function runStep(step: Step, inputs: Record<string, string> = {}, npx = quickNpx()) {
  const known = Object.fromEntries(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value]))
  for (const name of Object.keys(inputs)) expect(known, `an input ${name}`).toHaveProperty(name)
  const values = { ...known, ...inputs }
  const env = Object.fromEntries(
    Object.entries(step.env ?? {}).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => values[input] as string),
    ]),
  )
  const script = join(folder, 'script.sh')
  const output = join(folder, 'output')
  writeFileSync(script, step.run as string)
  writeFileSync(output, '')
  const { HOME = '' } = process.env
  const PATH = npx + process.env.PATH
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
    cwd: folder,
    encoding: 'utf8',
    // Offline: what is not there must not be fetched in a test.
    env: { PATH, HOME, npm_config_offline: 'true', CI: 'true', RUNNER_TEMP: folder, GITHUB_OUTPUT: output, ...env },
  })
  const outputs = Object.fromEntries(
    readFileSync(output, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=')),
  ) as Record<string, string>
  return { status, stdout, stderr, outputs }
}

const sarifOf = (outputs: Record<string, string>) => JSON.parse(readFileSync(outputs['sarif-file'] as string, 'utf8'))

describe('action.yml', () => {
  test('findings: SARIF, annotations in the log, and then it fails', async () => {
    // As an installed command npx finds it by itself, and of this version only.
    mkdirSync(join(folder, 'node_modules/@traceferry'), { recursive: true })
    symlinkSync(join(root, 'packages/cli'), join(folder, 'node_modules/@traceferry/cli'))
    const { status, stdout, stderr, outputs } = runStep(check, { paths: 'k8s/bad.yaml', mesh: 'linkerd@2.20' }, '')
    expect(status, stderr).toBe(0)
    expect(outputs).toEqual({ 'sarif-file': join(folder, 'traceferry-doctor.sarif'), 'exit-code': '1' })
    expect(stdout).toMatch(/^::(error|warning) file=k8s\/bad\.yaml,line=\d+,col=\d+,title=TF202 /m)
    const sarif = sarifOf(outputs)
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('k8s/bad.yaml')
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, validateSchema: false })
    // It is of draft 7, but names itself as draft 4 did.
    const { $schema: _, id: __, ...schema } = await findSarifSchema()
    const fits = ajv.compile(schema)
    expect(fits(sarif), ajv.errorsText(fits.errors)).toBe(true)
    expect(fits({ ...sarif, version: '2.0.0' })).toBe(false)
    const judged = runStep(judge, {}, '')
    expect(judged.status).toBe(1)
    expect(judged.stdout).toBe('::error::traceferry doctor has findings of severity error or above\n')
  }, 60_000)

  test.each([
    ['nothing is wrong', { paths: 'good' }, '0'],
    ['findings, but never to fail', { paths: 'k8s/bad.yaml', mesh: 'linkerd@2.20', 'fail-on': 'never' }, '0'],
    [
      'several paths, with spaces around and in them',
      { paths: '\n  good\n  with space/it; echo pwned.yaml \n', mesh: 'linkerd@2.20' },
      '1',
    ],
    [
      'a file of its own',
      { paths: 'good', 'sarif-file': 'own.sarif', mesh: 'linkerd@2.20', kubernetes: '1.32', 'fail-on': 'info' },
      '0',
    ],
  ])(
    '%s: it goes on',
    (_, inputs, code) => {
      const { status, stdout, stderr, outputs } = runStep(check, inputs)
      expect(status, stderr).toBe(0)
      expect(outputs['exit-code'], stdout + stderr).toBe(code)
      expect(stdout).not.toMatch(/^pwned/m)
      expect(
        sarifOf({ 'sarif-file': join(folder, 'sarif-file' in inputs ? 'own.sarif' : 'traceferry-doctor.sarif') })
          .version,
      ).toBe('2.1.0')
    },
    60_000,
  )

  test('a baseline: what it lists is known', () => {
    const paths = 'k8s/bad.yaml'
    const cli = join(root, 'packages/cli/bin/traceferry.js')
    spawnSync(process.execPath, [cli, 'doctor', paths, '--mesh', 'linkerd@2.20', '--write-baseline', 'known.json'], {
      cwd: folder,
    })
    const { outputs } = runStep(check, { paths, mesh: 'linkerd@2.20', baseline: 'known.json' })
    expect(outputs['exit-code']).toBe('0')
    expect(sarifOf(outputs).runs[0].results[0].suppressions).toEqual([{ kind: 'external' }])
  }, 60_000)

  test.each([
    ['no path', { paths: ' \n ' }, /::error::traceferry doctor: the input paths names nothing/],
    ['a path that is not there', { paths: 'nowhere' }, /TF802/],
    ['an unknown mesh', { paths: 'good', mesh: 'istio@9.9' }, /TF801/],
    ['neither yes nor no', { paths: 'good', upload: 'yes' }, /the input upload is neither true nor false/],
    ['an unknown severity', { paths: 'good', 'fail-on': 'fatal' }, /fatal/],
    ['another version, which is not there', { paths: 'good', version: '0.0.999' }, /could not check/],
  ])(
    '%s: it ends with an error, and there is nothing to upload',
    (_, inputs, said) => {
      const { status, stdout, stderr, outputs } = runStep(check, inputs)
      expect(status).toBeGreaterThan(0)
      expect(stdout + stderr).toMatch(said)
      expect(stdout).toContain('::error::traceferry doctor')
      expect(outputs).toEqual({})
      expect(existsSync(join(folder, 'traceferry-doctor.sarif'))).toBe(false)
    },
    60_000,
  )

  test('it runs this version, with steps and inputs as GitHub reads them', () => {
    expect(action.inputs.version?.default).toBe(JSON.parse(read('packages/cli/package.json')).version)
    expect(action.runs.using).toBe('composite')
    const used = new Set(JSON.stringify(action.runs).match(/(?<=inputs\.)[\w-]+/g))
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort())
    for (const { description, default: value } of Object.values(action.inputs)) {
      expect(description.length).toBeGreaterThan(20)
      expect(value).toBeTypeOf('string')
    }
    for (const { run, shell } of action.runs.steps) {
      if (run === undefined) continue
      expect(shell).toBe('bash')
      // What a step is told comes by its environment: an expression in a script would be run.
      expect(run).not.toContain('${{')
    }
    expect(upload.uses).toMatch(/^github\/codeql-action\/upload-sarif@[\da-f]{40}$/)
    // The same as this repository's own workflow uses, which dependabot keeps up to date.
    const [, commit] = /codeql-action\/analyze@([\da-f]{40})/.exec(read('.github/workflows/codeql.yml')) ?? []
    expect(upload.uses).toContain(commit)
    expect(upload.with?.sarif_file).toMatch(/^\$\{\{ steps\.doctor\.outputs\.sarif-file \}\}$/)
    expect(judge.if).toContain("steps.doctor.outputs.exit-code == '1'")
  })

  const withPython = spawnSync('python3', ['--version']).status === 0
  test.skipIf(!withPython)(
    `passes zizmor${withPython ? '' : ' (skipped: python3 is not there to fetch it)'}`,
    async () => {
      const options = ['--offline', '--no-progress', '--no-config', '--color=never', '--format=plain']
      const { stdout } = await promisify(execFile)(await findZizmor(), [...options, join(root, 'action.yml')])
      expect(stdout).toMatch(/No findings/)
    },
    120_000,
  )
})
