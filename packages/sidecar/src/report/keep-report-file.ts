import { closeSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { TraceferryError } from '@traceferry/core'
import { type Reader, show } from '@traceferry/core/internal'
import { warnPerCause } from '../warn-per-cause.ts'

/** Milliseconds between two writings; less would be a load of its own. */
export const LEAST_INTERVAL_MS = 100

/** The path of the report. */
export const reportPath: Reader<string | undefined> = ({ value }) => {
  if (value === '') return undefined
  if (typeof value !== 'string') throw refused(value, 'that is not a path')
  return resolve(value.replaceAll('{pid}', String(process.pid)))
}

/**
 * Writes the text at once, at the exit, and in between when it has changed. Returns what ends that. Throws TF026 when it
 * cannot be written now; later that is one warning, since a full disk must not end a service.
 */
export function keepReportFile(file: string, intervalMs: number, text: () => string): () => void {
  let written = ''
  const write = () => {
    const now = text()
    if (now === written) return
    replace(file, now)
    written = now
  }
  const tryToWrite = () => {
    try {
      write()
    } catch (error) {
      warnPerCause('TF026', `the report ${show(file)} cannot be written: ${(error as Error).message}`)
    }
  }
  try {
    write()
  } catch (error) {
    throw refused(file, (error as Error).message)
  }
  const timer = setInterval(tryToWrite, intervalMs).unref()
  process.on('exit', tryToWrite)
  return () => {
    clearInterval(timer)
    process.off('exit', tryToWrite)
    tryToWrite()
  }
}

/**
 * Whole or not at all: a reader never sees half of it. In a folder that others may write to, what lies at either path is
 * not followed: the new file is made exclusively, and takes the place of a regular file only, so that /dev/stdout or a
 * link to a file of the app's stays what it is.
 */
function replace(file: string, text: string): void {
  const there = lstatSync(file, { throwIfNoEntry: false })
  if (there !== undefined && !there.isFile()) throw new Error('something else than a file is there')
  const fresh = `${file}.${process.pid}.tmp`
  rmSync(fresh, { force: true }) // of a process of the same id that was killed: in containers most have id 1
  const descriptor = openSync(fresh, 'wx', 0o600)
  try {
    writeSync(descriptor, text)
    closeSync(descriptor)
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

function refused(file: unknown, why: string): TraceferryError {
  return new TraceferryError(
    'TF026',
    `the report ${show(file)} cannot be written: ${why}`,
    'name a file in a folder that this process may write to',
  )
}
