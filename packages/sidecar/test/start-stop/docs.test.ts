import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { compile } from '@traceferry/testkit'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { blocksOf, type Program, startProgram } from '../../../testkit/src/program.ts'

const root = new URL('../../../../', import.meta.url)
const programs = blocksOf('docs/lifecycle.md').filter(({ language }) => language === 'js')
const servers = programs.filter(({ code }) => code.includes('listen(8080)'))
const scripts = programs.filter(({ code }) => !code.includes('listen(8080)'))

beforeAll(() => {
  compile('core', 'sidecar')
  vi.stubEnv('TRACEFERRY_MESH', 'none') // another test may listen on a sidecar's port
})

let program: Program | undefined
afterEach(() => program?.stop())

describe('docs/lifecycle.md', () => {
  test.each(servers.map(({ code }) => [code]))('a server that runs as it stands there: %s', async (code) => {
    program = await startProgram(code)
    expect(await (await fetch(program.url)).text()).toBe('ok')
    if (code.includes('why')) expect(program.output()).toMatch(/none after 0 ms: switched off by mesh: none/)
    if (code.includes('/readyz')) expect(await (await fetch(`${program.url}readyz`)).text()).toBe('ready\n')
  })

  test.each(scripts.map(({ code }) => [code]))('a program that runs to its end: %s', (code) => {
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root })).not.toThrow()
  })

  test('names, with the pages of deadlines and retries, every variable, option and code that the sources have', () => {
    const folder = new URL('packages/sidecar/src/', root)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const sources = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n')
    const pages = ['docs/lifecycle.md', 'docs/deadline.md', 'docs/recipes/retries.md', 'docs/options.md']
    const page = pages.map((name) => readFileSync(new URL(name, root), 'utf8')).join('\n')
    const errors = readFileSync(new URL('docs/errors.md', root), 'utf8')
    for (const [variable] of sources.matchAll(/\b(TRACEFERRY|LINKERD|NEVER_KILL|START_WITHOUT)_[A-Z_]+\b/g))
      expect(page, variable).toContain(variable)
    for (const [, names = ''] of sources.matchAll(/^const names = \[([^\]]*)\]/gm))
      for (const [, option] of names.matchAll(/'(\w+)'/g)) expect(page, option).toContain(`\`${option}`)
    for (const [code] of sources.matchAll(/\bTF\d{3}\b/g)) expect(errors, code).toContain(`\n## ${code}\n`)
  })
})
