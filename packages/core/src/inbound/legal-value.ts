// Checks the value of one header.
import { cutBaggage, isBaggage } from '../headers/baggage.ts'
import { isBlank, isSendable, trim } from '../headers/values.ts'
import { count } from '../shared/counters.ts'

/** The maximum bytes of a header of any format, with the white space around it. */
const MAX_LENGTH = 65_536

/** The part of a rule that checks its values. */
interface ValueRule {
  readonly name: string
  readonly several: 'first' | 'first-line' | 'join'
  readonly max: number
  readonly room: number
  readonly valid?: ((value: string) => boolean) | undefined
  readonly whole?: ((value: string) => boolean) | undefined
}

/**
 * The value of a header in the form to forward. '' for a malformed one: it was still the first, and a repetition is not trusted
 * more. Undefined for a value that means "no value". `before`: the bytes of the lines that it is joined to.
 */
export function legalValue(raw: string, rule: ValueRule, verbatim: boolean, before = 0): string | undefined {
  // Not read at all: a queue may bring a megabyte.
  if (raw.length > MAX_LENGTH) {
    count('dropped', 'too long')
    return ''
  }
  const room = rule.room - before
  // "undefined" is also base64, and therefore a legal grpc-trace-bin. A value with a legal shape can be sent.
  if (!verbatim && raw.length <= room && !isBlank(raw) && (rule.whole !== undefined || rule.valid?.(raw))) return raw
  let value = verbatim ? raw : clean(raw, rule)
  if (!verbatim && value !== undefined) {
    // Cut before its characters are checked: checking 16 KB costs more than the rest of a request.
    if (isBaggage(rule)) value = cutBaggage(value, room)
    if (value.length > room) count('dropped', value.length > rule.max - before ? 'malformed' : 'budget')
    if (value.length > room || value === '') return ''
  }
  if (value === undefined || !isSendable(value)) {
    count('dropped', 'unreadable')
    return undefined
  }
  if (verbatim || rule.valid === undefined || rule.valid(value)) return value
  count('dropped', 'malformed')
  return ''
}

function clean(raw: string, rule: ValueRule): string | undefined {
  const comma = rule.several === 'first' ? raw.indexOf(',') : -1
  const value = trim(comma < 0 ? raw : raw.slice(0, comma))
  return isBlank(value) ? undefined : value
}
