import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { type Echo, startEcho } from '../src/echo.ts'

// Each program in the README runs as it stands there, in a process of its own, against the built packages. Only what
// the reader would have in a cluster is put in its place: `orders:8080` is an upstream here, and the port is free.
const root = new URL('../../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({
  language,
  code: code as string,
}))
const programs = blocks.filter(({ language }) => language === 'js').map(({ code }) => code)
const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

let child: ChildProcess | undefined
let echo: Echo | undefined
let file: URL | undefined

afterEach(async () => {
  child?.kill('SIGKILL')
  if (file !== undefined) rmSync(file, { force: true })
  await echo?.close()
})

async function start(program: string): Promise<{ url: string; output: () => string }> {
  echo = await startEcho()
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const code = program
    .replaceAll('http://orders:8080', echo.url)
    .replace(/listen\(8080\)|port: 8080/, (text) => text.replace('8080', String(port)))
  // Inside the workspace, so that `@traceferry/express` and `express` are found as in an app that installed them.
  file = new URL(`packages/testkit/readme-${port}.mjs`, root)
  writeFileSync(file, code)
  let output = ''
  child = spawn(process.execPath, [fileURLToPath(file)], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))
  const url = `http://127.0.0.1:${port}/`
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) throw new Error(`the program ended: ${output}`)
    const up = await fetch(`${url}favicon.ico`).catch(() => undefined)
    if (up !== undefined) return { url, output: () => output }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the program did not listen: ${output}`)
}

describe('README.md', () => {
  test.each(programs.map((code, i) => [i, code.split('\n').slice(0, 2).join(' ')]))(
    'program %i runs: %s',
    async (i) => {
      const { url, output } = await start(programs[i as number] as string)
      echo?.calls.splice(0)
      const headers = { 'x-request-id': 'from-the-reader', 'x-b3-sampled': '1', 'end-user': 'jason', 'x-team-a': 'b' }
      const answer = await fetch(url, { headers })
      expect(answer.status).toBe(200)
      const lines = echo?.calls.filter((call) => call.url === '/').flatMap((call) => call.rawHeaders) ?? []
      expect(lines).toContain('from-the-reader')
      expect(lines.includes('jason')).toBe((programs[i as number] as string).includes('end-user'))
      if ((programs[i as number] as string).includes('explain(')) {
        expect(output()).toContain('outside the mesh\n')
        expect(echo?.calls.find((call) => call.url === '/clean')?.rawHeaders).not.toContain('from-the-reader')
      }
    },
  )

  test('its commands are the scripts of package.json', () => {
    const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.trim().split('\n'))
    expect(commands.length).toBeGreaterThan(1)
    for (const command of commands) {
      const name = command.replace(/^npm (run )?/, '').split(' ')[0] as string
      expect(scripts).toHaveProperty(name)
    }
  })

  test('its links lead to files', () => {
    for (const [, path = ''] of readme.matchAll(/\]\((?!http)([^)#]+)[^)]*\)/g)) {
      expect(() => readFileSync(new URL(path, root)), path).not.toThrow()
    }
  })
})
