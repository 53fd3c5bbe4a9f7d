// Reads one file, a pipe or standard input, with a limit on size and on waiting.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** 8 MiB. The largest known rendered chart has 3 MiB, and each MiB takes 2 s and 65 MB. A larger file is a mistake. */
const maxBytes: number = 8 * 1024 * 1024

/** How long to wait for data on a pipe, in ms. */
const longestWait = 30_000
/** How long to wait for a program to open the other end of a named pipe, in ms. */
const longestOpen = 5000

/** Says in words why a file cannot be read. */
export class Unreadable extends Error {}

/** Reads the bytes of a file or a pipe; `-` is standard input. Throws `Unreadable`, or the system's error. */
export function readBytes(name: string, most: number = maxBytes): Buffer {
  if (name === '-') return readAll(0, most, { wait: Number.POSITIVE_INFINITY, open: 0 })
  // Without O_NONBLOCK, opening a named pipe without a writer would block here.
  const descriptor = openSync(name, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stat = fstatSync(descriptor)
    if (stat.isDirectory()) throw new Unreadable('it is a folder')
    if (!stat.isFile() && !stat.isFIFO()) throw new Unreadable(`it is ${kindOf(stat)}, not a file`)
    if (stat.isFile() && stat.size > most) throw new Unreadable(tooLarge(most))
    const bytes = readAll(descriptor, most, { wait: longestWait, open: stat.isFIFO() ? longestOpen : 0 })
    if (bytes.length === 0 && stat.isFIFO()) throw new Unreadable('it is a pipe, and nothing came out of it')
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

/** Reads the text of one of traceferry's own small files: a baseline, a report, answers. */
export function readText(name: string, most: number = maxBytes): string {
  return decode(readBytes(name, most))
}

/** Decodes UTF-8. Throws `Unreadable` with the line when the bytes are not UTF-8. */
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

/** The text of a system error or of our own, without the path that the system adds. */
export function failureText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOENT: 'it does not exist',
    EISDIR: 'it is a folder',
    ENXIO: 'it is a socket, not a file',
    ELOOP: 'its links form a circle',
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
 * Not readFileSync: on a non-blocking pipe it fails with EAGAIN when the other side is slower, as `helm template` is. Another
 * program may have made the pipe non-blocking.
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
