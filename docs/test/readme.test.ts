import { readFileSync } from 'node:fs'
import { blocksOf, type Program, startProgram } from '@traceferry/testkit'
import { afterEach, describe, expect, test } from 'vitest'

// The front page: its programs run, its commands and links exist, and it is short. And the page that explains a call without headers.

const root = new URL('../../', import.meta.url)
const blocks = blocksOf('README.md')
const programsOf = (page: string) => blocksOf(page).filter(({ language }) => language === 'js')
const readJson = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'))
const { scripts } = readJson('package.json')

let program: Program | undefined
afterEach(() => program?.stop())

test.each(['README.md', 'docs/why-nothing.md'].flatMap((page) => programsOf(page).map(({ code }) => [page, code])))(
  'the program of %s runs',
  async (_, code) => {
    program = await startProgram(code)
    program.upstream.calls.splice(0)
    const headers = { 'x-request-id': 'from-the-reader', 'x-b3-sampled': '1' }
    const answer = await fetch(program.url, { headers })
    expect(answer.status).toBe(200)
    const lines = program.upstream.calls.filter((call) => call.url === '/').flatMap((call) => call.rawHeaders)
    expect(lines).toContain('from-the-reader')
    if (!code.includes('explain(')) return
    expect(program.output()).toContain('outside the mesh\n')
    const clean = program.upstream.calls.find((call) => call.url === '/clean')
    expect(clean).toBeDefined()
    expect(clean?.rawHeaders).not.toContain('from-the-reader')
  },
)

describe('README.md', () => {
  test('takes five minutes: 150 lines at most', () => {
    expect(readFileSync(new URL('README.md', root), 'utf8').split('\n').length).toBeLessThanOrEqual(150)
  })

  test('its commands are scripts of package.json, or commands that our packages bring, or kubectl', () => {
    const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.trim().split('\n'))
    expect(commands.length).toBeGreaterThan(1)
    for (const command of commands.filter((one) => !one.startsWith('kubectl '))) {
      const [, ours] = /^npx @traceferry\/([a-z]+) /.exec(command) ?? []
      const [, installed] = /^npm install @traceferry\/([a-z]+)$/.exec(command) ?? []
      const name = command.replace(/^npm (run )?/, '').split(' ')[0] as string
      if (installed !== undefined) expect(readJson(`packages/${installed}/package.json`).private).toBeUndefined()
      else if (ours === undefined) expect(scripts).toHaveProperty(name)
      else expect(readJson(`packages/${ours}/package.json`)).toHaveProperty('bin')
    }
  })

  test('its links lead to files', () => {
    const readme = readFileSync(new URL('README.md', root), 'utf8')
    for (const [, path = ''] of readme.matchAll(/\]\((?!http)([^)#]+)[^)]*\)/g)) {
      expect(() => readFileSync(new URL(path, root)), path).not.toThrow()
    }
  })
})
