// A format of text lines.
import { AuditError } from '../errors.ts'
import type { Field, Fields } from './fields.ts'
import { fieldOf, operator } from './operators.ts'

/** What one line says, in this format. */
export type ReadLine = (line: string) => Fields | undefined

/** Reads the lines that Envoy writes by this format string. Throws TF824 for one without any id. */
export function lineFormat(format: string): ReadLine {
  const plain = format.replace(/(\\n|\n)+$/, '')
  const fields: (Field | undefined)[] = []
  let pattern = '^'
  let last = 0
  for (const match of plain.matchAll(operator)) {
    pattern += literally(plain.slice(last, match.index))
    last = match.index + match[0].length
    fields.push(fieldOf(match[1]!, match[2]))
    // Up to what stands behind it: a value of a header may hold blanks and quotes.
    const next = /^[^%]*/.exec(plain.slice(last))![0]
    pattern += next === '' ? '(\\S*)' : `((?:(?!${literally(next)}).)*)`
  }
  const known = new Set(fields)
  if (!known.has('requestId') && !known.has('traceparent') && !known.has('traceId'))
    throw new AuditError(
      'TF824',
      'the format of the access log has neither %REQ(X-REQUEST-ID)% nor the id of a trace',
      'give the format as it stands in the mesh config',
    )
  const expression = new RegExp(`${pattern}${literally(plain.slice(last))}`, 's')
  return (line) => {
    const match = expression.exec(line)
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

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
