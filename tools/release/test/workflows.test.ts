import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findGoProgram } from '../../shared/go-program.js'
import { workflowFaults } from '../workflow-faults.js'
import { findZizmor } from '../zizmor.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const folder = '.github/workflows'
const workflows = readdirSync(join(root, folder)).map((file) => [file, parse(read(`${folder}/${file}`))] as const)

interface Step {
  uses?: string
  run?: string
}
interface Job {
  steps: Step[]
  strategy?: { matrix: { include?: { name: string; run: string }[]; run?: string[]; node?: number[] } }
}

const jobs = workflows.flatMap(([file, { jobs }]) =>
  Object.values(jobs as Record<string, Job>).map((job) => ({ file, job })),
)
const expression = (text: string) => `\${{ ${text} }}`
const commandsOf = ({ steps, strategy }: Job): string[] => [
  ...steps.flatMap(({ run }) => run ?? []),
  ...(strategy?.matrix.include ?? []).map(({ run }) => run),
  ...(strategy?.matrix.run ?? []),
]

describe('.github/workflows', () => {
  test('their commands are there', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const doors: Record<string, string[]> = {
      tool: listed('tools/tool.js'),
      bench: listed('bench/run.js'),
      docs: Object.keys(JSON.parse(read('docs/package.json')).scripts),
    }
    const commands = jobs.flatMap(({ job }) => commandsOf(job))
    expect(commands.length).toBeGreaterThan(10)
    for (const command of commands) {
      for (const [, script] of command.matchAll(/\bnpm (?:run )?([a-z][a-z:-]*)/g)) {
        if (script !== 'ci') expect(scripts, command).toHaveProperty(script as string)
      }
      for (const [, door, name] of command.matchAll(/\bnpm run (tool|bench|docs) -- ([a-z-]+)/g))
        expect(doors[door as string], command).toContain(name)
      for (const [path] of command.matchAll(/(?<=^|node )[\w.]+\/[\w./-]+/g))
        expect(existsSync(join(root, path)), path).toBe(true)
    }
  })

  test('ci runs each step of .ci/run', () => {
    const steps = [...read('.ci/run').matchAll(/^step ([\w-]+) (.+)$/gm)].map(([, name = '', run = '']) => [name, run])
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

  test('pinned, with least rights, and who can publish runs nothing else', () => {
    for (const [file] of workflows) expect(workflowFaults(file, read(`${folder}/${file}`)), file).toEqual([])
    expect(read(`${folder}/release.yml`)).not.toMatch(/NODE_AUTH_TOKEN|NPM_TOKEN|secrets\./)
  })

  test.each<[string, string, string, string, RegExp]>([
    ['a tag', 'ci.yml', '@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0', '@v5.0.0', /not pinned/],
    ['a branch', 'ci.yml', '@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0', '@main', /not pinned/],
    ['no version', 'ci.yml', '08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0', `${'0'.repeat(40)}`, /not pinned/],
    [
      'braces',
      'scorecard.yml',
      '    steps:\n',
      '    steps:\n      - { uses: a/b@v1 }\n',
      /not pinned to a commit: a\/b@v1/,
    ],
    ['more rights', 'ci.yml', 'contents: read', 'contents: write', /its permissions are not/],
    ['no rights named', 'ci.yml', 'permissions:\n  contents: read\n', '', /its permissions are not/],
    ['a job that may write', 'nightly.yml', '  mesh:\n', '  mesh:\n    permissions: write-all\n', /mesh may write all/],
    [
      'a build that may publish',
      'release.yml',
      '    outputs:',
      '    permissions: { id-token: write }\n    outputs:',
      /build may write id-token/,
    ],
    ['a token left behind', 'nightly.yml', 'persist-credentials: false', 'fetch-depth: 1', /leaves the token/],
    [
      'an install',
      'release.yml',
      '      - run: node tools/release/publish',
      '      - run: npm ci\n      - run: node tools/release/publish',
      /can publish, and runs npm ci/,
    ],
    [
      'a command behind',
      'release.yml',
      '--digest "$DIGEST"',
      '--digest "$DIGEST" && npm run build',
      /can publish, and runs node .* npm run build/,
    ],
    ['no digest', 'release.yml', ' --digest "$DIGEST"', '', /can publish, and runs/],
    [
      'a digest of its own',
      'release.yml',
      expression('needs.build.outputs.digest'),
      expression('github.sha'),
      /has no digest of the build job/,
    ],
    ['no environment', 'release.yml', '    environment: npm\n', '', /no protected environment/],
    [
      'a cache',
      'release.yml',
      'registry-url: https://registry.npmjs.org\n          package-manager-cache: false',
      'registry-url: https://registry.npmjs.org',
      /in a cache/,
    ],
    [
      'an action of others',
      'release.yml',
      'actions/download-artifact@',
      'somebody/download@',
      /can publish, and runs somebody/,
    ],
  ])('a workflow made worse is found: %s', (_, file, from, to, fault) => {
    const text = read(`${folder}/${file}`)
    const worse = text.replaceAll(from, to)
    expect(worse).not.toBe(text)
    expect(workflowFaults(file, worse).join('\n')).toMatch(fault)
  })

  const withPython = isThere('python3', '--version')
  test.skipIf(!withPython)(
    `pass zizmor${withPython ? '' : ' (skipped: python3 is not there to fetch it)'}`,
    async () => {
      const zizmor = await findZizmor()
      const look = (path: string) =>
        promisify(execFile)(zizmor, [
          '--offline',
          '--no-progress',
          '--no-config',
          '--color=never',
          '--format=plain',
          path,
        ])
      expect((await look(join(root, '.github'))).stdout).toMatch(/No findings/)
      // A title of a pull request as a command: it is not blind.
      const worse = join(mkdtempSync(join(tmpdir(), 'traceferry-zizmor-')), 'worse.yml')
      writeFileSync(
        worse,
        read(`${folder}/ci.yml`).replace(
          expression('matrix.run'),
          `echo ${expression('github.event.pull_request.title')}`,
        ),
      )
      await expect(look(worse)).rejects.toMatchObject({ stdout: expect.stringContaining('template-injection') })
      rmSync(dirname(worse), { recursive: true })
    },
    120_000,
  )

  const withGo = isThere('go', 'version')
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

/** The names that a door lists. */
function listed(door: string): string[] {
  const list = execFileSync(process.execPath, [join(root, door)], { encoding: 'utf8' })
  return [...(list.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = '']) => name)
}

function isThere(program: string, ...args: readonly string[]): boolean {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false
  }
}
