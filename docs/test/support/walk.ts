import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { freePort } from '@traceferry/testkit'
import { makeFolder } from './folder.ts'
import { blocksOf, type PageBlock, root } from './pages.ts'
import { listening, type Running, run, start } from './process.ts'

// A page that is to be followed step by step, followed: its files are written, its commands run one after the other, and
// what it says is printed must be printed. Only the ports are others. Packages are installed already.

/** What a command printed, and what the page says it does. */
export interface Step {
  readonly line: number
  readonly printed: string
  readonly expected: string
}

const PORTS = /\b(?:8080|8081|50051|50052)\b/g
const LISTENS = /(?:listen\(|port: |0\.0\.0\.0:)(?:(?:Number\()?process\.env\.PORT \?\? )?(\d+)/g

/** Whether a page is one to follow: some of its blocks are files of a program, not settings of CI alone, and there are commands. */
export function isWalk(page: string): boolean {
  const blocks = blocksOf(page)
  return blocks.some(({ file, language }) => file !== undefined && language !== 'yaml') && blocks.some(isCommands)
}

/** Follows a page; `change` is what a reader changes in it first, such as taking the line out. */
export async function walk(page: string, change: (text: string) => string = (text) => text): Promise<Step[]> {
  const blocks = blocksOf(page).filter(({ notRun }) => notRun === undefined)
  const ports = new Map<string, number>()
  for (const [port] of blocks
    .map(({ code }) => code)
    .join('\n')
    .matchAll(PORTS)) {
    if (!ports.has(port)) ports.set(port, await freePort())
  }
  const here = (text: string) => change(text).replace(PORTS, (port) => String(ports.get(port)))
  const nest = blocks.some(({ code }) => code.includes('@nestjs/'))
  const folder = makeFolder(nest ? 'fixtures/nest12/dist' : undefined)
  const files = new Map<string, string>()
  for (const { file, code } of blocks) if (file !== undefined) files.set(file, here(code))
  const proto = blocks.find(({ language }) => language === 'proto')
  if (proto !== undefined) files.set('shop.proto', proto.code)
  for (const [file, code] of files) write(join(folder.path, file), code)
  const running: Running[] = []
  const steps: Step[] = []
  try {
    if (nest) compileNest(folder.path)
    for (const [i, block] of blocks.entries()) {
      if (!isCommands(block)) continue
      let printed = ''
      for (const command of here(block.code).trim().split('\n')) {
        if (/^npm (install|run build)/.test(command)) continue
        if (command.endsWith('&')) await background(command.slice(0, -1), files, folder.path, running)
        else printed += await run(command, folder.path)
      }
      const next = blocks[i + 1]
      if (next?.language === 'text') steps.push({ line: block.line, printed, expected: next.code })
    }
  } finally {
    for (const program of running) await program.stop()
    folder.remove()
  }
  return steps
}

/** One that listens where an earlier one does takes its place. */
async function background(command: string, files: ReadonlyMap<string, string>, cwd: string, running: Running[]) {
  const real = command.replace('dist/main.js', 'src/main.js')
  const file = /([\w./-]+)\s*$/.exec(real)?.[1]?.replace(/\.js$/, '') ?? ''
  const code = [...files].find(([name]) => name.replace(/\.ts$/, '') === file || name === file)?.[1] ?? ''
  const ports = [...code.matchAll(LISTENS)].map(([, port]) => Number(port))
  if (ports.length === 0) throw new Error(`${command}: no program that listens`)
  for (const other of running) if (other.ports.some((port) => ports.includes(port))) await other.stop()
  const program = start(`exec ${/^\w+=/.test(real) ? 'env ' : ''}${real}`, cwd, ports)
  running.push(program)
  await listening(program)
}

/** As a Nest project's own build does. */
function compileNest(folder: string): void {
  const tsc = join(dirname(createRequire(join(root, 'package.json')).resolve('typescript/package.json')), 'bin/tsc')
  const flags = ['--ignoreConfig', '--skipLibCheck', '--strict', '--types', 'node', '--module', 'nodenext']
  const decorators = ['--target', 'es2022', '--experimentalDecorators', '--emitDecoratorMetadata']
  // As the page's project: in CommonJS.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
  const sources = readdirSync(join(folder, 'src')).map((file) => `src/${file}`)
  try {
    execFileSync(process.execPath, [tsc, ...flags, ...decorators, ...sources], { cwd: folder, encoding: 'utf8' })
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout)
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function isCommands({ language }: PageBlock): boolean {
  return language === 'sh'
}
