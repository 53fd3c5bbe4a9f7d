// Finds and reads what the user named: files, folders, standard input.
import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DoctorError } from '../errors.ts'
import { decode, failureText, kindOf, readBytes, Unreadable } from './read-text.ts'
import { systemOfFile } from './settings.ts'
import { type Source, sourceOf } from './source.ts'

/** A link to the root of the disk is not walked through to its end. */
const most = { files: 50_000, entries: 500_000 }

export interface Named {
  readonly file: string
  /** Named by the user, and not found by looking through a folder: then it must be readable as what it seems to be. */
  readonly explicit: boolean
  /** The folder that was named and in which it was found: `--fix` writes nowhere else. */
  readonly within?: string
}

/** The files behind the names, folders looked through in a fixed order. Throws TF802 for what is not there or cannot be read. */
export function findFiles(names: readonly string[]): Named[] {
  return names.flatMap((name): Named[] => {
    if (name === '-') return [{ file: '-', explicit: true }]
    if (!statOf(name).isDirectory()) return [{ file: name, explicit: true }]
    return inFolder(name).map((file) => ({ file, explicit: false, within: name }))
  })
}

/** The text of a file; `-` is standard input. Throws TF802 when it cannot be read, TF803 when it is too large or no text. */
export function readSource({ file, explicit, within }: Named): Source | undefined {
  const stdin = file === '-'
  const name = stdin ? '<stdin>' : file
  try {
    const bytes = readBytes(file)
    // Of a file that was met in a folder and is none of our business it does not matter what it is made of.
    if (!explicit && !mayBeOurs(file, bytes)) return undefined
    return sourceOf(name, decode(bytes), within)
  } catch (error) {
    if (error instanceof Unreadable && /MiB|UTF/.test(error.message)) {
      const cure = error.message.includes('MiB') ? 'split it' : 'save it as UTF-8'
      throw new DoctorError('TF803', `${stdin ? 'standard input' : file}: ${error.message}`, cure)
    }
    throw new DoctorError(
      'TF802',
      `cannot read ${name}: ${failureText(error)}`,
      'name files that can be read, or move it away',
    )
  }
}

function mayBeOurs(file: string, bytes: Buffer): boolean {
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
    const problem = isMissing ? `no file or folder ${name}` : `cannot read ${name}: ${failureText(error)}`
    throw new DoctorError('TF802', problem, 'name manifests, folders of them, or - for standard input')
  }
}

function isLink(name: string): boolean {
  return lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

/** Linked folders, too, each once: a link may lead back here. */
function inFolder(root: string): string[] {
  const found: string[] = []
  const seen = new Set<string>()
  let entries = 0
  const walk = (folder: string): void => {
    const { names, real } = listOf(folder)
    if (seen.has(real)) return
    seen.add(real)
    for (const name of names) {
      const path = join(folder, name)
      if (name.startsWith('.') || name === 'node_modules') continue
      if (++entries > most.entries) throw tooMany(root, most.entries, 'entries')
      const stat = entryOf(path)
      if (stat?.isDirectory()) walk(path)
      else if (isWanted(path)) {
        if (!stat?.isFile()) throw notAFile(path, stat)
        if (found.push(path) > most.files) throw tooMany(root, most.files, 'files')
      }
    }
  }
  walk(root)
  return found
}

function listOf(folder: string): { names: string[]; real: string } {
  try {
    return { names: readdirSync(folder).sort(), real: realpathSync(folder) }
  } catch (error) {
    throw new DoctorError('TF802', `cannot look into ${folder}: ${failureText(error)}`, 'name folders that can be read')
  }
}

/** Undefined for a link that leads nowhere, or round in a circle. */
function entryOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ELOOP') return undefined
    throw new DoctorError('TF802', `cannot read ${path}: ${failureText(error)}`, 'name folders that can be read')
  }
}

function notAFile(path: string, stat: Stats | undefined): DoctorError {
  const what = stat === undefined ? 'a link that leads nowhere' : kindOf(stat)
  return new DoctorError('TF802', `cannot read ${path}: it is ${what}, and no file`, 'move it out of the folder')
}

function tooMany(root: string, count: number, what: string): DoctorError {
  return new DoctorError('TF803', `more than ${count} ${what} in ${root}`, 'name the folders one by one')
}

function isWanted(path: string): boolean {
  if (/^(package(-lock)?|tsconfig.*|composer)\.json$/.test(basename(path))) return false
  return /\.(ya?ml|json)$/i.test(path) || systemOfFile(basename(path)) !== undefined
}
