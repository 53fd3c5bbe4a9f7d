import { count } from './counters.ts'
import { isBlank, isSendable, trim } from './values.ts'

/** More than any header of any format may have, in bytes, with the white space around it. */
const LONGEST = 65_536

/** As much of a rule as its values are read by. */
interface Shape {
  readonly several: 'first' | 'first-line' | 'join'
  readonly max: number
  readonly valid?: ((value: string) => boolean) | undefined
}

/**
 * The value that a header of this shape has, as it may go out; '' for a malformed one: it still was the first, and what
 * repeats it is not trusted more. Undefined for one that is absent in all but name.
 */
export function legalValue(raw: string, rule: Shape, verbatim: boolean): string | undefined {
  // Not read at all: of a queue a megabyte may come.
  if (raw.length > LONGEST) {
    count('dropped', 'too long')
    return ''
  }
  // "undefined" is base64, too, and so a legal grpc-trace-bin. What has its legal shape holds nothing unsendable.
  if (!verbatim && rule.valid !== undefined && raw.length <= rule.max && !isBlank(raw) && rule.valid(raw)) return raw
  const value = verbatim ? raw : clean(raw, rule)
  // Before its characters are: those of 16 KB cost more than the rest of a request.
  if (!verbatim && value !== undefined && value.length > rule.max) {
    count('dropped', 'malformed')
    return ''
  }
  if (value === undefined || !isSendable(value)) {
    count('dropped', 'unreadable')
    return undefined
  }
  if (verbatim || rule.valid === undefined || rule.valid(value)) return value
  count('dropped', 'malformed')
  return ''
}

function clean(raw: string, rule: Shape): string | undefined {
  const comma = rule.several === 'first' ? raw.indexOf(',') : -1
  const value = trim(comma < 0 ? raw : raw.slice(0, comma))
  return isBlank(value) ? undefined : value
}
