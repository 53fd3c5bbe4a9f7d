// Finds, reads and writes the files that the user gave.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InjectError } from '../errors.ts'

/** A text, and its source. `-` is standard input. */
export interface Source {
  readonly file: string
  readonly text: string
}

/** The manifests behind the names: files, and the YAML and JSON files in folders that say `apiVersion`. Throws TF841. */
export function readManifests(names: readonly string[], stdin: () => string): Source[] {
  return names.flatMap((name) => {
    if (name === '-') return [{ file: '-', text: stdin() }]
    if (!isFolder(name)) return [{ file: name, text: read(name) }]
    return filesIn(name).flatMap((file) => {
      const text = read(file)
      return text.includes('apiVersion') ? [{ file, text }] : []
    })
  })
}

/** Writes a file that was read. Throws TF843 if it cannot be written. */
export function writeManifest({ file }: Source, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new InjectError('TF843', `${file} cannot be written: ${(error as Error).message}`, 'check its permissions')
  }
}

function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory()
  } catch (error) {
    throw unreadable(name, error)
  }
}

function read(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(name: string, error: unknown): InjectError {
  const cure = 'give manifests, folders of them, or - for standard input'
  return new InjectError('TF841', `cannot read ${name}: ${(error as Error).message}`, cure)
}

/** In a fixed order, without hidden folders and node_modules, and without following links to folders. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return /\.(ya?ml|json)$/i.test(entry.name) ? [path] : []
  })
}
