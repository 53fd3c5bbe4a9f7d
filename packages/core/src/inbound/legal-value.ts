import { cutBaggage, isBaggage } from '../headers/baggage.ts'
import { isBlank, isSendable, trim } from '../headers/values.ts'
import { count } from '../shared/counters.ts'

/** More than any header of any format may have, in bytes, with the white space around it. */
const MAX_LENGTH = 65_536

/** As much of a rule as its values are read by. */
interface ValueRule {
  readonly name: string
  readonly several: 'first' | 'first-line' | 'join'
  readonly max: number
  readonly room: number
  readonly valid?: ((value: string) => boolean) | undefined
  readonly whole?: ((value: string) => boolean) | undefined
}

/**
 * The value that a header of this shape has, as it may go out; '' for a malformed one: it still was the first, and what
 * repeats it is not trusted more. Undefined for one that is absent in all but name. `before`: bytes of the lines that it
 * is joined to.
 */
export function legalValue(raw: string, rule: ValueRule, verbatim: boolean, before = 0): string | undefined {
  // Not read at all: of a queue a megabyte may come.
  if (raw.length > MAX_LENGTH) {
    count('dropped', 'too long')
    return ''
  }
  const room = rule.room - before
  // "undefined" is base64, too, and so a legal grpc-trace-bin. What has its legal shape holds nothing unsendable.
  if (!verbatim && raw.length <= room && !isBlank(raw) && (rule.whole !== undefined || rule.valid?.(raw))) return raw
  let value = verbatim ? raw : clean(raw, rule)
  if (!verbatim && value !== undefined) {
    // Cut before its characters are read: those of 16 KB cost more than the rest of a request.
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
