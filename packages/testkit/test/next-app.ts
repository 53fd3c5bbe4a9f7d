import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../../tools/shared/cache.js'
import { compile } from '../src/compile.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const source = join(root, 'packages/testkit/test/apps/next')

/** The environment of a fresh Node installation, with nothing from this test. */
const env = {
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  HOME: process.env.HOME,
  NEXT_TELEMETRY_DISABLED: '1',
}

/**
 * The folder of the app, installed and built: half a minute at first, nothing after. Its name says what it was built
 * from; it is built under another, so that two runs at once cannot meet in a half-built one.
 */
function builtApp(): string {
  const folder = join(cacheFolder(), `next-${fingerprint()}`)
  if (existsSync(folder)) return folder
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  try {
    cpSync(source, draft, { recursive: true })
    const options = { cwd: draft, env: { ...process.env, ...env, NODE_ENV: undefined }, stdio: 'pipe' } as const
    execFileSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], options)
    execFileSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], options)
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Unless another run was quicker.
    if (!existsSync(folder)) throw error
  }
  return folder
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.platform + process.arch)
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 12)
}

/** Runs the command that starts the app, with the built package in the place of the installed one. */
export async function startApp(command: string, upstream: string): Promise<{ url: string; stop(): Promise<void> }> {
  compile('core', 'fetch', 'http', 'register')
  const folder = builtApp()
  const register = fileURLToPath(new URL('../../register/', import.meta.url))
  const line = `${command.trim().replace('/app/node_modules/@traceferry/register/', register)} --port 0 --hostname 127.0.0.1`
  const child = spawn('sh', ['-c', line], {
    cwd: folder,
    env: { ...env, PATH: `${join(folder, 'node_modules/.bin')}${delimiter}${env.PATH}`, UPSTREAM: upstream },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that Next.js ends with the shell.
    detached: true,
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    process.kill(-(child.pid as number))
    await ended
  }
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  for await (const text of createInterface({ input: child.stdout })) {
    said += `${text}\n`
    const url = /Local:\s+(http:\S+)/.exec(text)?.[1]
    if (url !== undefined) return { url, stop }
  }
  throw new Error(`${line} ended: ${said}`)
}
