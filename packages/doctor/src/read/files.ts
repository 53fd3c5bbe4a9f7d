// Finds and reads the files, folders and standard input that the user named.
import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DoctorError } from '../errors.ts'
import { decode, failureText, kindOf, readBytes, Unreadable } from './read-text.ts'
import { systemOfFile } from './settings.ts'
import { type Source, sourceOf } from './source.ts'

/** Stops a walk that went wrong, such as through a link to the root of the disk. */
const most = { files: 50_000, entries: 500_000 }

export interface NamedFile {
  readonly file: string
  /** Whether the user named the file itself. Such a file must be readable; a file found in a folder may be skipped. */
  readonly explicit: boolean
  /** The folder that the user named, in which the file was found. `--fix` writes only inside it. */
  readonly folder?: string
}

/** What a walk found beside files. */
export interface Aside {
  /** Takes what does not exist or cannot be read (TF802), and what is too much (TF803). The walk goes on. */
  fail(problem: DoctorError): void
  /** Takes a folder that is not looked into: `vendor`, which holds the manifests of other projects. */
  passOver(folder: string): void
}

/** The files behind the names, folders in a fixed order. */
export function findFiles(names: readonly string[], aside: Aside): NamedFile[] {
  return names.flatMap((name): NamedFile[] => {
    if (name === '-') return [{ file: '-', explicit: true }]
    const stat = attempt(aside, () => statOf(name))
    if (stat === undefined) return []
    if (!stat.isDirectory()) return [{ file: name, explicit: true }]
    return inFolder(name, aside).map((file) => ({ file, explicit: false, folder: name }))
  })
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

/** Reads a file; `-` is standard input. Throws TF802 when it cannot be read, TF803 when it is too large or not text. */
export function readSource({ file, explicit, folder }: NamedFile): Source | undefined {
  const stdin = file === '-'
  const name = stdin ? '<stdin>' : file
  try {
    const bytes = readBytes(file)
    // A file found in a folder that is not a manifest may hold anything.
    if (!explicit && !mayBeInput(file, bytes)) return undefined
    return sourceOf(name, decode(bytes), folder)
  } catch (error) {
    if (error instanceof Unreadable && /MiB|UTF/.test(error.message)) {
      const cure = error.message.includes('MiB') ? 'split it' : 'save it as UTF-8'
      throw new DoctorError('TF803', `${stdin ? 'standard input' : file}: ${error.message}`, cure)
    }
    throw new DoctorError(
      'TF802',
      `cannot read ${name}: ${failureText(error)}`,
      'name files that you can read, or move it away',
    )
  }
}

function mayBeInput(file: string, bytes: Buffer): boolean {
  if (systemOfFile(basename(file)) !== undefined || bytes.includes('apiVersion')) return true
  return (
    (bytes[0] === 0xff || bytes[0] === 0xfe) && Buffer.from(bytes.filter((byte) => byte !== 0)).includes('apiVersion')
  )
}

function statOf(name: string): Stats {
  try {
    return statSync(name)
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && !isLink(name)
    const problem = isMissing ? `there is no file or folder ${name}` : `cannot read ${name}: ${failureText(error)}`
    throw new DoctorError('TF802', problem, 'name manifests, folders of them, or - for standard input')
  }
}

function isLink(name: string): boolean {
  return lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

/** Walks a folder. It follows linked folders too, each once, because a link may lead back. */
function inFolder(root: string, aside: Aside): string[] {
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
