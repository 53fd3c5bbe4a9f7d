// Runs programs from the documentation.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Echo, startEcho } from './echo.ts'
import { freePort } from './free-port.ts'

// Programs run unchanged, in their own process and with the built packages. Only what a reader has in a cluster is replaced:
// `orders:8080` becomes an upstream of the test, and the port becomes a free one, also where a program calls itself.
const root = new URL('../../../', import.meta.url)

export interface Block {
  readonly language: string
  readonly code: string
}

/** The code blocks of a page, by its path from the root of the repository. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(new URL(page, root), 'utf8')
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({ language, code }))
}

export interface Program {
  readonly url: string
  readonly upstream: Echo
  output(): string
  stop(): Promise<void>
}

/**
 * Starts a program that listens on 8080, and waits until it answers. `orders` is the URL it calls, if not the upstream;
 * `flags` are Node's.
 */
export async function startProgram(code: string, orders?: string, flags: readonly string[] = []): Promise<Program> {
  const upstream = await startEcho()
  const port = await freePort()
  const here = code
    .replaceAll('http://orders:8080', orders ?? upstream.url)
    .replaceAll('http://localhost:8080', `http://localhost:${port}`)
    .replace(/listen\(8080\)|port: 8080/, (text) => text.replace('8080', String(port)))
  // Inside the workspace, so that `@traceferry/express` and `express` are found as in an app that installed them.
  const file = new URL(`.cache/docs/program-${port}.mjs`, root)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, here)
  const child = spawn(process.execPath, [...flags, fileURLToPath(file)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const stop = async () => {
    child.kill('SIGKILL')
    rmSync(file, { force: true })
    await upstream.close()
  }
  const url = `http://127.0.0.1:${port}/`
  try {
    await answering(child, `${url}favicon.ico`)
  } catch (error) {
    await stop()
    throw new Error(`${(error as Error).message}: ${output}`)
  }
  return { url, upstream, output: () => output, stop }
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) throw new Error('the program ended')
    if ((await fetch(url).catch(() => undefined)) !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the program did not listen')
}
