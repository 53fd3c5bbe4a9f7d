// Finds and reads the files, folders and standard input that the user named.
import { lstatSync, type Stats, statSync } from 'node:fs'
import { basename } from 'node:path'
import { DoctorError } from '../errors.ts'
import { decode, failureText, readBytes, Unreadable } from './read-text.ts'
import { systemOfFile } from './settings.ts'
import { type Source, sourceOf } from './source.ts'
import { type Aside, attempt, walkFolder } from './walk-folder.ts'

export interface NamedFile {
  readonly file: string
  /** Whether the user named the file itself. Such a file must be readable; a file found in a folder may be skipped. */
  readonly explicit: boolean
  /** The folder that the user named, in which the file was found. `--fix` writes only inside it. */
  readonly folder?: string
}

/** The files behind the names, folders in a fixed order. */
export function findFiles(names: readonly string[], aside: Aside): NamedFile[] {
  return names.flatMap((name): NamedFile[] => {
    if (name === '-') return [{ file: '-', explicit: true }]
    const stat = attempt(aside, () => statOf(name))
    if (stat === undefined) return []
    if (!stat.isDirectory()) return [{ file: name, explicit: true }]
    return walkFolder(name, aside).map((file) => ({ file, explicit: false, folder: name }))
  })
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
    throw new DoctorError('TF802', problem, 'give manifests, folders of them, or - for standard input')
  }
}

function isLink(name: string): boolean {
  return lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}
