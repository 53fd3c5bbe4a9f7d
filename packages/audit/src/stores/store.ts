// What is asked of any store, and how.
import { AuditError } from '../errors.ts'
import type { Input, Sink } from '../read/sink.ts'
import type { Readers } from '../read/text-reader.ts'

export interface Query {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
  /** How many traces in all. */
  readonly limit: number
  readonly services: readonly string[]
}

/** Reads traces of a store. @returns whether there are more than `limit` */
export type Store = (query: Query, sink: Sink, readersOf: (sink: Sink) => Readers) => Promise<boolean>

/** Nothing for so long, in milliseconds, and the store counts as silent. */
const PATIENCE = 60_000

/** @returns the body of an answer, as a stream */
export async function askStore(
  query: Query,
  path: string,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<Response> {
  const url = new URL(`${query.url.replace(/[/?#]+$/, '')}${path}`)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value))
  const headers: Record<string, string> = { accept: 'application/json', ...query.headers }
  if (url.username !== '') {
    headers.authorization ??= `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`
    url.username = url.password = ''
  }
  const shown = `${url.origin}${url.pathname}`
  let answer: Response
  try {
    answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE) })
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } }
    const why = cause?.message || cause?.code || message
    throw new AuditError(
      'TF825',
      `${shown} does not answer: ${why}`,
      'check the URL; kubectl port-forward brings a store of a cluster to localhost',
    )
  }
  if (answer.ok && !/html/.test(answer.headers.get('content-type') ?? '')) return answer
  const text = (await answer.text().catch(() => '')).replace(/\s+/g, ' ').slice(0, 200)
  const problem = answer.ok
    ? `${shown} answers with a page and not with JSON`
    : `${shown} answers ${answer.status}: ${text}`
  throw new AuditError('TF825', problem, cureOf(answer.status))
}

function cureOf(status: number): string {
  if (status === 401 || status === 403) return "give --header 'authorization: ...', or --tenant"
  if (status === 404 || status === 200) return 'give the URL of the query API, with its base path and without /api'
  if (status === 429 || status >= 500) return 'try a shorter --lookback or a smaller --limit'
  return 'check the options'
}

/** The names of services that a store knows, of a small JSON answer. */
export async function namesFrom(
  answer: Response,
  pick: (value: { data?: unknown; tagValues?: unknown }) => unknown,
): Promise<readonly string[]> {
  const value: unknown = await answer.json().catch(() => undefined)
  const names = typeof value === 'object' && value !== null ? pick(value) : undefined
  if (!Array.isArray(names))
    throw new AuditError('TF825', `${answer.url.replace(/\?.*/, '')} does not answer with a list`, cureOf(404))
  return names.filter((name) => typeof name === 'string')
}

export function inputOfStore({ url }: Query): Input {
  return { name: url.replace(/\/\/[^/@]*@/, '//') }
}
