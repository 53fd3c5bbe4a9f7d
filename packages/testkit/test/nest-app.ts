import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { compile } from '../src/compile.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const sources = join(root, 'packages/testkit/test/apps/nest')
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

/** As a Nest project's tsconfig says, without its laxities. */
const flags = [
  ...['--ignoreConfig', '--skipLibCheck', '--strict', '--types', 'node', '--module', 'nodenext', '--target', 'es2022'],
  ...['--experimentalDecorators', '--emitDecoratorMetadata'],
]

export interface Project {
  /** Starts one of the programs; gives its address. */
  start(program: string, upstream: string): Promise<{ url: string; stop(): Promise<void> }>
  remove(): void
}

/**
 * The app with these programs as its main files, compiled against one major of Nest. It stands in the folder where that
 * major is installed, for the time of the test.
 */
export function makeProject(major: string, programs: Record<string, string>): Project {
  compile('core', 'fetch', 'express', 'fastify')
  const dist = join(root, 'fixtures', `nest${major}`, 'dist')
  mkdirSync(dist, { recursive: true })
  const folder = mkdtempSync(join(dist, 'app-'))
  cpSync(sources, folder, { recursive: true })
  for (const [name, code] of Object.entries(programs)) {
    // The port is a free one, and we are told which.
    const here = code.replace(/listen\(8080\b/, 'listen(0')
    writeFileSync(join(folder, `${name}.ts`), `${here}\nconsole.log('at', await app.getUrl())\n`)
  }
  const files = readdirSync(folder).map((file) => join(folder, file))
  try {
    execFileSync(process.execPath, [tsc, ...flags, ...files], { cwd: folder, encoding: 'utf8' })
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw new Error((error as { stdout: string }).stdout)
  }
  return {
    start: (program, upstream) => start(join(folder, `${program}.js`), upstream),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

async function start(file: string, upstream: string): Promise<{ url: string; stop(): Promise<void> }> {
  const env = { PATH: process.env.PATH ?? '', UPSTREAM: upstream }
  const child: ChildProcess = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const stop = async () => {
    child.kill()
    await ended
  }
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    said += `${line}\n`
    const port = /^at http.*:(\d+)/.exec(line)?.[1]
    if (port !== undefined) return { url: `http://127.0.0.1:${port}`, stop }
  }
  throw new Error(`${file} ended: ${said}`)
}
