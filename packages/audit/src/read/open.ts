// Opens what the command line lists: files, folders, standard input, gzip or not.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AuditError } from '../errors.ts'
import { cureOf } from './cure-of.ts'
import type { Input, Sink } from './sink.ts'
import { createTextReader, type Readers } from './text-reader.ts'

/** Reads one file, or standard input for `-`. */
export async function readFile(
  input: Input,
  sink: Sink,
  readers: Readers,
  stdin: NodeJS.ReadableStream,
  tick: () => void,
): Promise<void> {
  const bytes = input.name === '-' ? stdin : createReadStream(input.name, { highWaterMark: 256 * 1024 })
  const named = input.name === '-' ? { ...input, name: 'standard input' } : input
  try {
    await readStream(bytes, named, sink, readers, tick)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (code.startsWith('Z_')) return sink.broken(named, `its gzip is broken: ${message}`)
    throw new AuditError('TF821', `${named.name} cannot be read: ${message}`, cureOf(code))
  }
}

/** Reads a stream of bytes to its end. */
export async function readStream(
  bytes: AsyncIterable<Buffer | string>,
  input: Input,
  sink: Sink,
  readers: Readers,
  tick: () => void,
): Promise<void> {
  const reader = createTextReader(input, sink, readers)
  try {
    for await (const chunk of unpacked(bytes)) {
      reader.push(chunk)
      tick()
    }
  } finally {
    // This includes a file that is broken later on: what comes before counts.
    reader.end()
  }
}

async function* unpacked(input: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  const chunks = input[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done === true) return
  const start = bytesOf(first.value)
  async function* all() {
    yield start
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield bytesOf(next.value)
  }
  if (start[0] !== 0x1f || start[1] !== 0x8b) return yield* all()
  const gunzip = createGunzip()
  // An error in either one ends the reading below with that error.
  pipeline(Readable.from(all()), gunzip, () => {})
  yield* gunzip
}

function bytesOf(chunk: Buffer | string): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

/** Whether a path is a folder; a missing path is a separate error. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new AuditError('TF821', `${path} cannot be read: ${message}`, cureOf(code))
  }
}
