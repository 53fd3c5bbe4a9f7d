// Reads one file, a pipe or standard input: bounded, and without waiting for ever.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** 8 MiB: the largest rendered chart known is 3, and each takes 2 s and 65 MB; what is beyond this is a mistake. */
const maxBytes: number = 8 * 1024 * 1024

/** A pipe on which nothing comes for so long has nobody at its other side. */
const patience = 30_000
/** For how long a named pipe may have no other side. */
const opening = 5000

/** Something that is wrong with what was read, in words. */
export class Unreadable extends Error {}

/** The bytes of a file or a pipe, `-` being standard input. Throws `Unreadable`, or the system's error. */
export function readBytes(name: string, most: number = maxBytes): Buffer {
  if (name === '-') return readAll(0, most, { wait: Number.POSITIVE_INFINITY, open: 0 })
  // Without O_NONBLOCK a named pipe that nobody writes to would be waited for here.
  const descriptor = openSync(name, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stat = fstatSync(descriptor)
    if (stat.isDirectory()) throw new Unreadable('it is a folder')
    if (!stat.isFile() && !stat.isFIFO()) throw new Unreadable(`it is ${kindOf(stat)}, and no file`)
    if (stat.isFile() && stat.size > most) throw new Unreadable(tooLarge(most))
    const bytes = readAll(descriptor, most, { wait: patience, open: stat.isFIFO() ? opening : 0 })
    if (bytes.length === 0 && stat.isFIFO()) throw new Unreadable('it is a pipe, and nothing came out of it')
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

/** The text of a small file of ours: a baseline, a report, answers. */
export function readText(name: string, most: number = maxBytes): string {
  return decode(readBytes(name, most))
}

/** Throws `Unreadable` where the bytes are no UTF-8, and says at which line. */
export function decode(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new Unreadable('it is UTF-16, as PowerShell writes it')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    const before = text.slice(0, text.indexOf('\uFFFD')).split('\n')
    throw new Unreadable(`not UTF-8 at ${before.length}:${before.at(-1)!.length + 1}`)
  }
}

/** What a failure of the system or of ours says, without the path that the system adds. */
export function failureText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOENT: 'it is not there',
    EISDIR: 'it is a folder',
    ENXIO: 'it is a socket, and no file',
    ELOOP: 'its links lead in a circle',
  }
  return words[code ?? ''] ?? message
}

export function kindOf(stat: { isFIFO(): boolean; isSocket(): boolean }): string {
  return stat.isFIFO() ? 'a named pipe' : stat.isSocket() ? 'a socket' : 'a device'
}

function tooLarge(most: number): string {
  return `larger than ${most / 1024 / 1024} MiB`
}

/**
 * Not readFileSync: on a pipe that something else has made non-blocking it fails with EAGAIN whenever the other side is
 * slower, as `helm template` is.
 */
function readAll(descriptor: number, most: number, { wait, open }: { wait: number; open: number }): Buffer {
  const chunks: Buffer[] = []
  const until = Date.now() + open
  const chunk = Buffer.alloc(65_536)
  let size = 0
  for (;;) {
    const count = readSome(descriptor, chunk, wait)
    if (count === 0 && size === 0 && Date.now() < until) {
      pause()
      continue
    }
    if (count === 0) return Buffer.concat(chunks)
    size += count
    if (size > most) throw new Unreadable(tooLarge(most))
    chunks.push(Buffer.from(chunk.subarray(0, count)))
  }
}

function readSome(descriptor: number, chunk: Buffer, wait: number): number {
  const until = Date.now() + wait
  for (;;) {
    try {
      return readSync(descriptor, chunk)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0 // a pipe that was closed, on Windows
      if (code !== 'EAGAIN') throw error
      if (Date.now() > until) throw new Unreadable(`nothing came for ${wait / 1000} s`)
      pause()
    }
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
}
