// The answer of a store, read with limits: one that goes silent, breaks off or does not end is an error of the store.
import { AuditError } from '../errors.ts'

/** An answer whose body can be read once. */
export interface Answer {
  /** The URL without its query, for messages. */
  readonly shown: string
  /** The bytes, as they arrive. Throws an `AuditError` (TF825) if they stop arriving, or do not stop. */
  readonly body: () => AsyncGenerator<Buffer>
  /** The whole answer as JSON; undefined if it is not JSON. Throws like `body`. */
  readonly json: () => Promise<unknown>
}

/** After this time without data, in milliseconds, the store counts as silent. */
export const PATIENCE = 60_000

/** The maximum duration of one answer, in milliseconds. */
const LONGEST = 600_000

/** The maximum size of one answer, in uncompressed bytes. It has at most 200 traces; small answers are lists of names. */
const MOST = 2 ** 30
const MOST_AT_ONCE = 64 * 2 ** 20

export function answerOf(response: Response, shown: string): Answer {
  const body = () => bytesOf(response, shown, MOST)
  const json = async () => {
    const chunks: Buffer[] = []
    for await (const chunk of bytesOf(response, shown, MOST_AT_ONCE)) chunks.push(chunk)
    try {
      return JSON.parse(Buffer.concat(chunks).toString()) as unknown
    } catch {
      return undefined
    }
  }
  return { shown, body, json }
}

/** The first part of an error page. */
export async function beginningOf(response: Response): Promise<string> {
  let text = ''
  try {
    for await (const chunk of bytesOf(response, '', MOST)) {
      text += chunk.toString()
      if (text.length > 10_000) break
    }
  } catch {
    // What arrived before it broke off is enough.
  }
  return text.replace(/\s+/g, ' ').slice(0, 200)
}

async function* bytesOf({ body }: Response, shown: string, most: number): AsyncGenerator<Buffer> {
  if (body === null) return
  const reader = body.getReader()
  const until = Date.now() + LONGEST
  let size = 0
  try {
    for (;;) {
      const next = await inTime(reader.read(), shown)
      if (next.done) return
      size += next.value.byteLength
      if (size > most) throw tooMuch(`${shown} answers with more than ${most / 2 ** 20} MiB`)
      if (Date.now() > until) throw tooMuch(`${shown} is not done after ${LONGEST / 60_000} min`)
      yield Buffer.from(next.value)
    }
  } finally {
    // A reader that stops needs no more of it.
    reader.cancel().catch(() => {})
  }
}

async function inTime<T>(reading: Promise<T>, shown: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing for ${PATIENCE / 1000} s`)), PATIENCE)
  })
  try {
    return await Promise.race([reading, silence])
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string } }
    throw new AuditError(
      'TF825',
      `the answer of ${shown} breaks off: ${cause?.message || message}`,
      'try again, with a shorter --lookback or a smaller --limit',
    )
  } finally {
    clearTimeout(timer)
  }
}

function tooMuch(problem: string): AuditError {
  return new AuditError('TF825', problem, 'try a shorter --lookback or a smaller --limit')
}
