// Writes the report to a file, again whenever it changes.
import { closeSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { TraceferryError } from '@traceferry/core'
import { type Reader, show } from '@traceferry/core/internal'
import { warnPerCause } from '../warn-per-cause.ts'

/** The shortest interval between two writes, in milliseconds. A shorter one would cost too much. */
export const LEAST_INTERVAL_MS = 100

/** Reads the path of the report. */
export const reportPath: Reader<string | undefined> = ({ value }) => {
  if (value === '') return undefined
  if (typeof value !== 'string') throw refused(value, 'that is not a path')
  return resolve(value.replaceAll('{pid}', String(process.pid)))
}

/**
 * Writes the text now, at exit, and in between when it has changed. Returns a function that stops. Throws TF026 if the first
 * write fails. A later failure is one warning, because a full disk must not end a service.
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
 * Replaces the file as a whole, so that a reader never sees half of it. Other users may write to the folder, so no link is
 * followed: the new file is created exclusively, and it only replaces a regular file. /dev/stdout, or a link to one of the
 * app's files, stays as it is.
 */
function replace(file: string, text: string): void {
  const there = lstatSync(file, { throwIfNoEntry: false })
  if (there !== undefined && !there.isFile()) throw new Error('it exists and is not a regular file')
  const fresh = `${file}.${process.pid}.tmp`
  rmSync(fresh, { force: true }) // left by a killed process with the same id: in containers most have id 1
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
