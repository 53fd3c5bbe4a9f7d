// What the audit asks any store, and how.
import { AuditError } from '../errors.ts'
import type { Input, Sink } from '../read/sink.ts'
import type { Readers } from '../read/text-reader.ts'
import { type Answer, answerOf, beginningOf, PATIENCE } from './answer.ts'

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

/** Reads traces from a store. @returns whether there are more than `limit` */
export type Store = (query: Query, sink: Sink, readersOf: (sink: Sink) => Readers) => Promise<boolean>

/** This many redirects in a row are a loop. */
const REDIRECTS = 5

/** Queries a store. Follows redirects only within the store: the headers contain a token or the name of a tenant. */
export async function askStore(
  query: Query,
  path: string,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<Answer> {
  const url = new URL(`${query.url.replace(/[/?#]+$/, '')}${path}`)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value))
  const headers: Record<string, string> = { accept: 'application/json', ...query.headers }
  if (url.username !== '') {
    headers.authorization ??= `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`
    url.username = url.password = ''
  }
  const shown = `${url.origin}${url.pathname}`
  const response = await follow(url, headers, shown)
  const isPage = /html/.test(response.headers.get('content-type') ?? '')
  if (response.ok && !isPage) return answerOf(response, shown)
  const problem = response.ok
    ? `${shown} answers with a page instead of JSON`
    : `${shown} answers ${response.status}: ${await beginningOf(response)}`
  throw new AuditError('TF825', problem, cureOf(response.status))
}

async function follow(url: URL, headers: Readonly<Record<string, string>>, shown: string): Promise<Response> {
  let at = url
  for (let hops = 0; hops <= REDIRECTS; hops += 1) {
    const response = await fetchFrom(at, headers, shown)
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    const next = URL.canParse(location, at.href) ? new URL(location, at.href) : undefined
    if (next === undefined || next.origin !== url.origin)
      throw new AuditError(
        'TF825',
        `${shown} redirects to ${next ? `${next.origin}${next.pathname}` : JSON.stringify(location)}, where the headers for the store are not sent`,
        'give the URL of the query API itself, if it is there',
      )
    at = next
  }
  throw new AuditError('TF825', `${shown} redirects again and again`, cureOf(404))
}

async function fetchFrom(url: URL, headers: Readonly<Record<string, string>>, shown: string): Promise<Response> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error(`nothing for ${PATIENCE / 1000} s`)), PATIENCE)
  try {
    return await fetch(url, { headers, redirect: 'manual', signal: silence.signal })
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } }
    const why = cause?.message || cause?.code || message
    throw new AuditError(
      'TF825',
      `${shown} does not answer: ${why}`,
      'check the URL; kubectl port-forward makes a store in a cluster available on localhost',
    )
  } finally {
    clearTimeout(timer)
  }
}

function cureOf(status: number): string {
  if (status === 401 || status === 403) return "give --header 'authorization: ...', or --tenant"
  if (status === 404 || status === 200) return 'give the URL of the query API, with its base path and without /api'
  if (status === 429 || status >= 500) return 'try a shorter --lookback or a smaller --limit'
  return 'check the options'
}

/** The names of services that a store knows, from a small JSON answer. */
export async function namesFrom(
  answer: Answer,
  pick: (value: { data?: unknown; tagValues?: unknown }) => unknown,
): Promise<readonly string[]> {
  const value: unknown = await answer.json()
  const names = typeof value === 'object' && value !== null ? pick(value) : undefined
  if (!Array.isArray(names)) throw new AuditError('TF825', `${answer.shown} does not answer with a list`, cureOf(404))
  return names.filter((name) => typeof name === 'string')
}

export function inputOfStore({ url }: Query): Input {
  return { name: url.replace(/\/\/[^/@]*@/, '//') }
}
