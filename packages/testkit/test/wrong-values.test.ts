// Wrong options, variables and arguments of all packages: none is silently accepted, and each message has its code, the wrong
// value, where that came from, the fix, and the page that explains it.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { run as audit } from '@traceferry/audit'
import { run as doctor } from '@traceferry/doctor'
import { compile } from '@traceferry/testkit'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { args } from './wrong-values/arguments.ts'
import { options } from './wrong-values/options.ts'
import { SECRET } from './wrong-values/texts.ts'
import { variables } from './wrong-values/variables.ts'

const PAGE = 'https://github.com/traceferry/traceferry/blob/main/docs/errors.md'

/** The whole message, of what stands in a table: its first word is the code. */
const messageOf = (said: string) => `${said}. See ${PAGE}#${said.slice(0, 5).toLowerCase()}`

async function errorOf(make: () => unknown): Promise<{ code?: string; message: string } | undefined> {
  try {
    await make()
  } catch (error) {
    return error as { code?: string; message: string }
  }
  return undefined
}

afterEach(() => vi.unstubAllEnvs())

describe('options', () => {
  test.each(options)('%s', async (_, make, said) => {
    const error = await errorOf(make)
    expect(error?.message).toBe(messageOf(said))
    expect(error?.code).toBe(said.slice(0, 5))
  })
})

describe('variables', () => {
  test.each(variables)('%s', async (_, make, said) => {
    const error = await errorOf(make)
    expect(error?.message).toBe(messageOf(said))
    expect(error?.code).toBe(said.slice(0, 5))
  })
})

describe('arguments', () => {
  beforeAll(() => compile('core', 'sidecar', 'probe', 'doctor', 'audit', 'cli'))
  const cli = fileURLToPath(new URL('../../cli/bin/traceferry.js', import.meta.url))

  /** The doctor and the audit run in this process, as `traceferry` itself calls them. */
  async function run([command = '', ...rest]: readonly string[]): Promise<{ status: number | null; stderr: string }> {
    const inProcess = { doctor, audit }[command]
    if (inProcess !== undefined) {
      let stderr = ''
      const write = (text: string) => {
        stderr += text
        return true
      }
      const io = { stdout: { write }, stderr: { write }, stdin: process.stdin, exitCode() {} }
      return { status: await inProcess(rest, io as never), stderr }
    }
    const env = { PATH: process.env.PATH ?? '', TRACEFERRY_PROBE_SECRET: SECRET }
    const child = spawn(process.execPath, [cli, command, ...rest], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += chunk))
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr })))
  }

  test.each(args.map(([words, said, guess]) => ({ words, said, guess })))(
    'traceferry $words',
    async ({ words, said, guess }) => {
      const { status, stderr } = await run(words)
      const [, code = 'TF800'] = /^(?:error: )?(TF\d{3}): /.exec(said) ?? []
      const ours = said.includes(`${code}: `)
      const line = `${said}${ours ? '' : ' (TF800)'}. See ${PAGE}#${code.toLowerCase()}`
      const lines = stderr.trimEnd().split('\n')
      if (lines.at(-1) === '(--help shows the options)') lines.pop()
      expect(lines).toEqual(guess === undefined ? [line] : [line, guess])
      expect(status).toBe(2)
    },
  )
})

test('there are more than a hundred, and each once', () => {
  const said = [...options, ...variables].map(([, , message]) => message).concat(args.map(([, message]) => message))
  expect(said.length).toBeGreaterThan(100)
  expect(new Set([...options, ...variables].map(([what]) => what)).size).toBe(options.length + variables.length)
})
