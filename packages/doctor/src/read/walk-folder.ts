// Walks a folder for files that may be input, and reports what it could not read.
import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DoctorError } from '../errors.ts'
import { failureText, kindOf } from './read-text.ts'
import { systemOfFile } from './settings.ts'

/** Stops a walk that went wrong, such as through a link to the root of the disk. */
const most = { files: 50_000, entries: 500_000 }

/** What a walk found beside files. */
export interface Aside {
  /** Takes what does not exist or cannot be read (TF802), and what is too much (TF803). The walk continues. */
  fail(problem: DoctorError): void
  /** Takes a folder that is not looked into: `vendor`, which holds the manifests of other projects. */
  passOver(folder: string): void
}

/** What a function returns, or undefined after it has failed with an error of the doctor. */
export function attempt<T>({ fail }: Pick<Aside, 'fail'>, make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error
    fail(error)
    return undefined
  }
}

/** Walks a folder. It follows linked folders too, each once, because a link may lead back. */
export function walkFolder(root: string, aside: Aside): string[] {
  const found: string[] = []
  const seen = new Set<string>()
  let entries = 0
  let isFull = false
  const full = (count: number, what: string) => {
    isFull = true
    return tooMany(root, count, what)
  }
  const walk = (folder: string): void => {
    const { names, real } = attempt(aside, () => listOf(folder)) ?? { names: [], real: folder }
    if (seen.has(real)) return
    seen.add(real)
    for (const name of names) {
      const path = join(folder, name)
      if (name.startsWith('.') || name === 'node_modules') continue
      if (isFull) return
      attempt(aside, () => visit(path, name))
    }
  }
  const visit = (path: string, name: string): void => {
    if (++entries > most.entries) throw full(most.entries, 'entries')
    const stat = entryOf(path)
    if (stat?.isDirectory()) {
      if (name === 'vendor') aside.passOver(path)
      else walk(path)
    } else if (isWanted(path)) {
      if (!stat?.isFile()) throw notAFile(path, stat)
      if (found.length === most.files) throw full(most.files, 'files')
      found.push(path)
    }
  }
  attempt(aside, () => walk(root))
  return found
}

function listOf(folder: string): { names: string[]; real: string } {
  try {
    return { names: readdirSync(folder).sort(), real: realpathSync(folder) }
  } catch (error) {
    throw new DoctorError('TF802', `cannot open ${folder}: ${failureText(error)}`, 'name folders that you can read')
  }
}

/** Undefined for a link that leads nowhere or back to itself. */
function entryOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ELOOP') return undefined
    throw new DoctorError('TF802', `cannot read ${path}: ${failureText(error)}`, 'name folders that you can read')
  }
}

function notAFile(path: string, stat: Stats | undefined): DoctorError {
  const what = stat === undefined ? 'a link that leads nowhere' : kindOf(stat)
  return new DoctorError('TF802', `cannot read ${path}: it is ${what}, not a file`, 'move it out of the folder')
}

function tooMany(root: string, count: number, what: string): DoctorError {
  return new DoctorError('TF803', `more than ${count} ${what} in ${root}`, 'name the folders one by one')
}

function isWanted(path: string): boolean {
  if (/^(package(-lock)?|tsconfig.*|composer)\.json$/.test(basename(path))) return false
  return /\.(ya?ml|json)$/i.test(path) || systemOfFile(basename(path)) !== undefined
}
