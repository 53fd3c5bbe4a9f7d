// Finds and reads what the user named: files, folders, standard input.
import { readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DoctorError } from '../errors.ts'
import { systemOfFile } from './settings.ts'
import { type Source, sourceOf } from './source.ts'

/** 32 MiB: the largest rendered chart known is 3; a file beyond this is a mistake. */
const maxBytes = 32 * 1024 * 1024

export interface Named {
  readonly file: string
  /** Named by the user, and not found by looking through a folder: then it must be readable as what it seems to be. */
  readonly explicit: boolean
}

/** The files behind the names, folders looked through in a fixed order. Throws TF802 for what is not there. */
export function findFiles(names: readonly string[]): Named[] {
  return names.flatMap((name): Named[] => {
    if (name === '-') return [{ file: '-', explicit: true }]
    if (!statOf(name).isDirectory()) return [{ file: name, explicit: true }]
    return inFolder(name).map((file) => ({ file, explicit: false }))
  })
}

/** The text of a file; `-` is standard input. Throws TF802 when it cannot be read, TF803 when it is too large. */
export function readSource(file: string): Source {
  const stdin = file === '-'
  let text: string
  try {
    if (!stdin && statSync(file).size > maxBytes)
      throw new DoctorError('TF803', `${file} is larger than 32 MiB`, 'split it')
    text = stdin ? readStdin() : readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof DoctorError) throw error
    throw new DoctorError('TF802', `cannot read ${file}: ${(error as Error).message}`, 'name a file that can be read')
  }
  return sourceOf(stdin ? '<stdin>' : file, text.startsWith('\uFEFF') ? text.slice(1) : text)
}

/**
 * All of standard input. Not readFileSync(0): on a pipe that something else has made non-blocking it fails with EAGAIN
 * whenever the other side is slower, as `helm template` is.
 */
function readStdin(): string {
  const chunks: Buffer[] = []
  const chunk = Buffer.alloc(65_536)
  let size = 0
  for (;;) {
    const count = readSome(chunk)
    if (count === 0) return Buffer.concat(chunks).toString('utf8')
    size += count
    if (size > maxBytes) throw new DoctorError('TF803', 'standard input is larger than 32 MiB', 'split it')
    chunks.push(Buffer.from(chunk.subarray(0, count)))
  }
}

function readSome(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(0, chunk)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0 // a pipe that was closed, on Windows
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

function statOf(name: string): { isDirectory(): boolean } {
  const stat = statSync(name, { throwIfNoEntry: false })
  if (stat) return stat
  throw new DoctorError(
    'TF802',
    `no file or folder ${name}`,
    'name manifests, folders of them, or - for standard input',
  )
}

function inFolder(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return []
    // Links are followed for files only: a linked folder may lead back here.
    if (entry.isDirectory()) return inFolder(path)
    if (entry.isSymbolicLink() && !statSync(path, { throwIfNoEntry: false })?.isFile()) return []
    return isWanted(path) ? [path] : []
  })
}

function isWanted(path: string): boolean {
  if (/^(package(-lock)?|tsconfig.*|composer)\.json$/.test(basename(path))) return false
  return /\.(ya?ml|json)$/i.test(path) || systemOfFile(basename(path)) !== undefined
}
