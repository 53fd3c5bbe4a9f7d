// One entry of the `headers` option.
import type { Field } from '../headers/formats.ts'
import { isForbidden } from '../headers/is-forbidden.ts'
import { show, TraceferryError } from '../shared/errors.ts'
import { list, whole, wrong } from '../shared/option-readers.ts'
import type { Given } from '../shared/read-options.ts'
import type { HeaderEntry } from './options.ts'

/** A header that the user listed. It is user data: inside the mesh only, and dropped first when the budget is exceeded. */
export interface ExtraField extends Field {
  readonly outbound: string
  readonly prefix: boolean
  readonly maxCount: number
  readonly maxBytes: number
}

const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/

/** Reads the list. A name may be there twice, but not under two outbound names: one of them would be ignored. */
export function readHeaders(given: Given): readonly ExtraField[] {
  const fields = list(readHeader)(given)
  const outbound = new Map<string, string>()
  for (const field of fields) {
    const before = outbound.get(field.name)
    if (before !== undefined && before !== field.outbound) {
      const why = `which goes out as both ${show(before)} and ${show(field.outbound)}`
      throw wrong('TF002', { ...given, value: field.name, inList: true }, 'list it once', why)
    }
    outbound.set(field.name, field.outbound)
  }
  return fields
}

/** Reads an entry: a real header name, or a prefix that ends in `-*`, and nothing that belongs to one hop. */
export function readHeader(given: Given): ExtraField {
  const entry = entryOf(given)
  const { inbound, outbound, maxCount = 16, maxBytes = 2048 } = entry
  const prefix = typeof inbound === 'string' && inbound.endsWith('-*')
  const named = (value: unknown): Given => ({ ...given, value })
  const name = readName(named(prefix ? inbound.slice(0, -1) : inbound))
  if (prefix && outbound !== undefined) {
    const cure = 'prefixes keep their names; rename headers one at a time'
    throw wrong('TF002', named(inbound), cure, `a prefix with the outbound name ${show(outbound)}`)
  }
  const limited = ['maxCount', 'maxBytes'].find((key) => entry[key as keyof HeaderEntry] !== undefined)
  if (!prefix && limited !== undefined) {
    const problem = `${limited} of ${show(inbound)} in ${given.name} is for prefixes, such as "x-team-*"`
    throw new TraceferryError('TF007', problem, `leave ${limited} out, or name a prefix`)
  }
  const cap = (key: string, value: unknown) =>
    aboveZero({ name: `${key} of ${show(inbound)} in ${given.name}`, value, fromVariable: false })
  return {
    name,
    outbound: outbound === undefined ? name : readName(named(outbound)),
    prefix,
    maxCount: cap('maxCount', maxCount),
    maxBytes: cap('maxBytes', maxBytes),
    several: 'first-line',
    scope: 'user',
    max: 8192,
  }
}

const aboveZero = whole(1, Number.POSITIVE_INFINITY)
const keys = ['inbound', 'outbound', 'maxCount', 'maxBytes']

/** In a variable a rename is written `inbound=outbound`. */
function entryOf({ name, value, fromVariable }: Given): HeaderEntry {
  if (fromVariable) {
    const text = String(value)
    const at = text.indexOf('=')
    return at < 0 ? { inbound: text } : { inbound: text.slice(0, at).trim(), outbound: text.slice(at + 1).trim() }
  }
  // A RegExp is also an object, and so is a list.
  if (Object.prototype.toString.call(value) !== '[object Object]') return { inbound: value as string }
  const unknown = Object.keys(value as object).find((key) => !keys.includes(key))
  if (unknown === undefined) return value as HeaderEntry
  throw new TraceferryError('TF007', `${name} has the unknown key ${show(unknown)}`, `keys are ${keys.join(', ')}`)
}

function readName(given: Given): string {
  const name = typeof given.value === 'string' ? given.value.toLowerCase() : ''
  if (!TOKEN.test(name) || name.includes('*')) {
    const cure = 'write a name such as "end-user", or a prefix such as "x-team-*"'
    throw wrong('TF002', given, cure, 'which is not a header name')
  }
  if (isForbidden(name)) {
    const cure = 'remove it: on another call, it would steer or break the next proxy'
    throw wrong('TF003', given, cure, 'which is for one hop only')
  }
  return name
}
