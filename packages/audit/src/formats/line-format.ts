// A format of text lines.
import { AuditError } from '../errors.ts'
import type { Field, Fields } from './fields.ts'
import { fieldOf, operator } from './operators.ts'

/** What one line in this format says. */
export type ReadLine = (line: string) => Fields | undefined

/** Reads the lines that Envoy writes by this format string. Throws TF824 for a format without any id. */
export function lineFormat(format: string): ReadLine {
  const plain = format.replace(/(\\n|\n)+$/, '')
  const fields: (Field | undefined)[] = []
  let pattern = '^'
  let strict = '^'
  let last = 0
  for (const match of plain.matchAll(operator)) {
    const before = literally(plain.slice(last, match.index))
    last = match.index + match[0].length
    const field = fieldOf(match[1]!, match[2])
    fields.push(field)
    // Up to the next literal: a header value may contain blanks and quotes.
    const next = /^[^%]*/.exec(plain.slice(last))![0]
    const value = next === '' ? '(\\S*)' : `((?:(?!${literally(next)}).)*)`
    pattern += before + value
    strict +=
      before + (field === 'userAgent' ? '(.*?)' : field !== undefined && isWord.has(field) ? '([^\\s"]*)' : value)
  }
  const known = new Set(fields)
  if (!known.has('requestId') && !known.has('traceparent') && !known.has('traceId'))
    throw new AuditError(
      'TF824',
      'the access log format has neither %REQ(X-REQUEST-ID)% nor a trace id',
      'give the format exactly as in the mesh config',
    )
  const end = literally(plain.slice(last))
  const [exact, loose] = [strict, pattern].map((one) => new RegExp(one + end, 's')) as [RegExp, RegExp]
  return (line) => {
    const match = exact.exec(line) ?? loose.exec(line)
    if (match === null) return undefined
    const read: Fields = {}
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]
      const value = match[i + 1]
      if (field !== undefined && value !== undefined && value !== '-' && value !== '') read[field] ??= value
      else if (field !== undefined) read[field] ??= ''
    }
    return read
  }
}

/** Values without blanks and quotes. Envoy writes a user agent unchanged: one with `" "` in it ends where all of these fit. */
const isWord: ReadonlySet<Field> = new Set<Field>([
  'start',
  'duration',
  'requestId',
  'cluster',
  'local',
  'remote',
  'serverName',
  'pod',
  'namespace',
  'traceId',
  'spanId',
  'parentId',
  'sampled',
])

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
