import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { blocksOf, compile } from '@traceferry/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jestBinary } from './support/jest.ts'

// The README's tests as they stand there, each in its own runner.

const home = fileURLToPath(new URL('../../packages/testing/', import.meta.url))
const folder = mkdtempSync(join(home, 'readme-'))
const blocks = blocksOf('packages/testing/README.md').filter(({ language }) => language === 'js')
const { PATH = '', HOME = '' } = process.env

beforeAll(() => {
  compile('core', 'fetch', 'express', 'testing')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  // Else vitest would find the repository's own.
  writeFileSync(join(folder, 'vitest.config.js'), 'export default {}')
  for (const { code } of blocks) writeFileSync(join(folder, /^\/\/ (\S+)/.exec(code)?.[1] as string), code)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Not this process's own environment: its flags for tests must not reach the runner. */
function run(args: readonly string[], env: Record<string, string> = {}, cwd: string = folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { PATH, HOME, ...env },
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

const spoil = (file: string) => {
  const path = join(folder, file)
  const code = readFileSync(path, 'utf8')
  writeFileSync(path, code.replace('app.use(traceferry())', ''))
  return () => writeFileSync(path, code)
}

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const jest = jestBinary()

const runners: Record<string, { file: string; app: string; run: () => ReturnType<typeof run> } | string> = {
  vitest: { file: 'forwards.test.js', app: 'server.js', run: () => run([vitest, 'run', '--root', folder]) },
  'node:test': { file: 'forwards.node.js', app: 'forwards.node.js', run: () => run(['--test', 'forwards.node.js']) },
  jest:
    'missing' in jest
      ? jest.missing
      : {
          file: 'forwards.jest.js',
          app: 'server.js',
          run: () =>
            run([jest.path, '--rootDir', folder, '--testMatch', '**/forwards.jest.js'], {
              NODE_OPTIONS: '--experimental-vm-modules',
            }),
        },
}

for (const [name, runner] of Object.entries(runners)) {
  if (typeof runner === 'string') {
    test.skip(`${name} (${runner})`, () => {})
    continue
  }
  test(`${name}: passes as it stands, and fails with the cause without the line`, () => {
    expect(blocks.some(({ code }) => code.startsWith(`// ${runner.file}\n`))).toBe(true)
    const right = runner.run()
    expect(right.status, right.said).toBe(0)
    const repair = spoil(runner.app)
    const wrong = runner.run()
    repair()
    expect(wrong.status).not.toBe(0)
    expect(wrong.said).toMatch(/calls went out wrong[\s\S]*made before set-up: x-request-id/)
  }, 60_000)
}

if ('missing' in jest) test.skip(`an app inside of jest's sandbox (${jest.missing})`, () => {})
else {
  test("an app inside of jest's sandbox", () => {
    copyFileSync(join(home, 'test/apps/sandboxed.jest.js'), join(folder, 'sandboxed.jest.js'))
    const { status, said } = run([jest.path, '--rootDir', folder, '--testMatch', '**/sandboxed.jest.js'], {
      NODE_OPTIONS: '--experimental-vm-modules',
    })
    expect(status, said).toBe(0)
  }, 60_000)
}

// `docs/recipes/tests.md` has a service in CommonJS with its test for Jest, and one in TypeScript with its test for Vitest.
const recipes: readonly [string, readonly string[], (own: string) => string[], string?][] = [
  ['vitest', ['app.ts', 'forwards.test.ts'], (own) => [vitest, 'run', '--root', own]],
  'missing' in jest
    ? ['jest', [], () => [], jest.missing]
    : ['jest', ['server.js', 'forwards.test.js'], (own) => [jest.path, '--rootDir', own]],
]

for (const [name, files, args, missing] of recipes) {
  test.skipIf(missing !== undefined)(
    `the recipe for ${name} passes, and fails without the line ${missing ?? ''}`,
    () => {
      const own = mkdtempSync(join(home, `${name}-`))
      try {
        writeFileSync(join(own, 'package.json'), '{}')
        writeFileSync(join(own, 'vitest.config.mjs'), 'export default {}')
        const write = (change = (code: string) => code) => {
          for (const file of files) writeFileSync(join(own, file), change(blockOf(file)))
        }
        write()
        const right = run(args(own), {}, own)
        expect(right.status, right.said).toBe(0)
        write((code) => code.replace('app.use(traceferry())', ''))
        const wrong = run(args(own), {}, own)
        expect(wrong.status).not.toBe(0)
        expect(wrong.said).toContain('made before set-up: x-request-id')
      } finally {
        rmSync(own, { recursive: true })
      }
    },
    60_000,
  )
}

function blockOf(file: string): string {
  const block = blocksOf('docs/recipes/tests.md').find(({ code }) => code.startsWith(`// ${file}\n`))
  if (block === undefined) throw new Error(`docs/recipes/tests.md has no ${file}`)
  return block.code
}
