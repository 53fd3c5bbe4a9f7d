import { blocksOf, headersOf, linesOf, type Program, startProgram, tracingLines } from '@traceferry/testkit'
import { expect } from 'vitest'

// Runs a recipe's program unchanged and sends it many requests at once, each with its own headers or, one in five, without. Its
// consumer's calls must carry the headers of the right request.

export interface Crossing {
  requests?: number
  /** Flags for Node. */
  flags?: readonly string[]
  /** What of the headers the carrier can carry. Default: all. */
  carries?: (name: string) => boolean
}

/** What a message carries whose target is not told. */
export const isId = (name: string): boolean => !['tracestate', 'baggage'].includes(name)

/** Whether request n has no headers. */
export const isBare = (n: number) => n % 5 === 4

/** The one program of a page that has this text. */
export function programOf(page: string, text: string): string {
  const found = blocksOf(page).filter(({ language, code }) => language === 'js' && code.includes(text))
  expect(found, `programs of ${page} with ${text}`).toHaveLength(1)
  return found[0]?.code as string
}

/** Fails unless every call of the program's consumer carries exactly the headers of its request, or none if it had none. */
export async function crossRecipe(
  code: string,
  { requests = 200, flags = [], carries = () => true }: Crossing = {},
): Promise<void> {
  const program = await startProgram(code, undefined, flags)
  try {
    await sendAll(program, requests)
    const paths = () => new Set(program.upstream.calls.map(({ path }) => path)).size
    await expect.poll(paths, { timeout: 45_000, message: program.output() }).toBe(requests)
    const wrong = program.upstream.calls.flatMap((call) => {
      const n = Number(call.path.slice(1))
      const sent = isBare(n) ? [] : headersOf(n)
      const flat = sent.filter((_, i) => carries((sent[i - (i % 2)] as string).toLowerCase()))
      const lines = tracingLines(call)
      return lines.join() === linesOf(flat).join() ? [] : [`${call.path}: ${lines.join()}`]
    })
    expect({ wrong: wrong.length, first: wrong[0] }).toEqual({ wrong: 0 })
  } finally {
    await program.stop()
  }
}

/** POST /0, /1, ... at once. */
export async function sendAll({ url }: Program, requests: number): Promise<void> {
  const statuses = Array.from({ length: requests }, async (_, n) => {
    const flat = isBare(n) ? [] : headersOf(n)
    const pairs = flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] as string] as [string, string]] : []))
    const answer = await fetch(`${url}${n}`, { method: 'POST', headers: pairs })
    await answer.text()
    return answer.ok
  })
  expect(new Set(await Promise.all(statuses))).toEqual(new Set([true]))
}
