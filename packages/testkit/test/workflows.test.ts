import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findGoProgram } from '../../../examples/mesh/go-program.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const folder = '.github/workflows'
const workflows = readdirSync(join(root, folder)).map((file) => [file, parse(read(`${folder}/${file}`))] as const)

interface Step {
  uses?: string
  run?: string
}
interface Job {
  permissions?: Record<string, string>
  steps: Step[]
  strategy?: { matrix: { include?: { name: string; run: string }[]; run?: string[]; node?: number[] } }
}

const jobs = workflows.flatMap(([file, { jobs }]) =>
  Object.values(jobs as Record<string, Job>).map((job) => ({ file, job })),
)
const commandsOf = ({ steps, strategy }: Job): string[] => [
  ...steps.flatMap(({ run }) => run ?? []),
  ...(strategy?.matrix.include ?? []).map(({ run }) => run),
  ...(strategy?.matrix.run ?? []),
]

describe('.github/workflows', () => {
  test('their commands are there', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const commands = jobs.flatMap(({ job }) => commandsOf(job))
    expect(commands.length).toBeGreaterThan(10)
    for (const command of commands) {
      for (const [, script] of command.matchAll(/\bnpm (?:run )?([a-z][a-z:-]*)/g)) {
        if (script !== 'publish') expect(scripts, command).toHaveProperty(script as string)
      }
      for (const [path] of command.matchAll(/(?<=^|node )[\w.]+\/[\w./]+/g))
        expect(existsSync(join(root, path)), path).toBe(true)
    }
  })

  test('ci runs each step of .ci/run', () => {
    const steps = [...read('.ci/run').matchAll(/^step (\w+) (.+)$/gm)].map(([, name = '', run = '']) => [name, run])
    const ci = workflows.find(([file]) => file === 'ci.yml')?.[1].jobs
    const run = new Map<string, string>(
      ci.steps.strategy.matrix.include.map(({ name, run }: { name: string; run: string }) => [name, run]),
    )
    expect(steps.length).toBeGreaterThan(4)
    for (const [name = '', command = ''] of steps) {
      // The contract on each Node is a job of its own, and reports of the tests are for .ci/run's own sum.
      if (name === 'matrix') expect(ci.matrix.strategy.matrix.node).toEqual([20, 22, 24, 26])
      else expect(command.startsWith(run.get(name) ?? 'no such job'), name).toBe(true)
    }
    expect(run.size).toBe(steps.length - 1)
  })

  test('nobody gets more than it needs', () => {
    for (const [file, workflow] of workflows) {
      expect(Object.values(workflow.permissions ?? { none: 'given' }), file).toEqual(
        file === 'release.yml' ? [] : ['read'],
      )
    }
    for (const { file, job } of jobs) {
      const writes = Object.entries(job.permissions ?? {}).filter(([, access]) => access === 'write')
      expect(writes.map(([name]) => name)).toEqual(commandsOf(job).join().includes('npm publish') ? ['id-token'] : [])
      for (const { uses } of job.steps) if (uses !== undefined) expect(uses, file).toMatch(/@v\d+\.\d+\.\d+$/)
    }
    expect(read(`${folder}/release.yml`)).not.toMatch(/NODE_AUTH_TOKEN|NPM_TOKEN|secrets\./)
  })

  const withGo = hasGo()
  test.skipIf(!withGo)(
    `pass actionlint${withGo ? '' : ' (skipped: Go is not there to build it)'}`,
    async () => {
      const version = '1.7.12'
      const modules = [`github.com/rhysd/actionlint@v${version}`]
      const command = 'github.com/rhysd/actionlint/cmd/actionlint'
      const path = await findGoProgram(
        { name: 'actionlint', version, command, modules, takes: 'half a minute' },
        () => {},
      )
      const files = workflows.map(([file]) => join(root, folder, file))
      await expect(promisify(execFile)(path, files)).resolves.toMatchObject({ stdout: '' })
    },
    300_000,
  )
})

test('templates and settings of GitHub can be read', () => {
  const all = readdirSync(join(root, '.github'), { recursive: true, encoding: 'utf8' })
  const files = all.filter((path) => path.endsWith('.yml')).map((path) => join('.github', path))
  expect(files.length).toBeGreaterThan(5)
  for (const file of files) expect(parse(read(file)), file).toBeTypeOf('object')
  for (const file of files.filter((path) => /ISSUE_TEMPLATE\/(?!config)/.test(path))) {
    const { name, description, body } = parse(read(file))
    expect(
      [name, description].every((text) => text.length > 10),
      file,
    ).toBe(true)
    expect(body.some(({ type }: { type: string }) => type === 'textarea')).toBe(true)
  }
})

function hasGo(): boolean {
  try {
    return execFileSync('go', ['version'], { encoding: 'utf8' }).includes('go version')
  } catch {
    return false
  }
}
