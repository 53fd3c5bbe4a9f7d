// Turns the options about headers into one rule for each header.
import { familyOf, knownFormats } from '../headers/family-of.ts'
import { type Field, type Format, formats } from '../headers/formats.ts'
import type { HeaderList } from '../headers/header-list.ts'
import { quickCheckOf } from '../headers/quick-check-of.ts'
import { show, TraceferryError } from '../shared/errors.ts'
import { listOf } from './checks.ts'
import type { HeaderEntry, Options } from './options.ts'
import { type ExtraField, readHeaders } from './read-headers.ts'

/** A field, in the form that the code on the request path reads. */
export interface Rule extends Field {
  /** Name on outbound calls. */
  readonly outbound: string
  /** The family of the header. If the caller sets one member, the whole family is left to the caller. */
  readonly family: string
  /** The maximum bytes of a value: more would exceed the budget anyway. */
  readonly room: number
  /** A quick check: true if a value can surely be forwarded as it came. */
  readonly passes: (value: string) => boolean
  /** Position in the order in which the byte budget serves the fields. */
  readonly order: number
  readonly mend?: ((found: HeaderList) => void) | undefined
}

/** A rule for every header whose name starts with this prefix, within its limits. */
export interface PrefixRule extends Rule {
  readonly maxCount: number
  readonly maxBytes: number
}

/** All rules: by lower-case inbound name, and those of prefixes. */
export interface Rules {
  readonly rules: ReadonlyMap<string, Rule>
  readonly prefixes: readonly PrefixRule[]
  /** Whether two inbound headers may get the same outbound name. */
  readonly renames: boolean
}

/** The rules of these options, in the order in which the budget of `maxBytes` serves them. */
export function createRules(chosen: Options, maxBytes: number): Rules {
  const extras = readHeaders(listOf('headers', chosen.headers ?? []) as readonly (string | HeaderEntry)[])
  const rules = new Map<string, Rule>()
  const prefixes: PrefixRule[] = []
  const ruleOf = (field: Field, family: string, order: number, mend?: Format['mend']): Rule =>
    Object.freeze({
      ...{ ...field, outbound: field.name, family, order, mend },
      ...{ room: Math.min(field.max, maxBytes), passes: quickCheckOf(field) },
    })
  for (const format of chosenFormats(chosen.formats)) {
    for (const field of format.fields) rules.set(field.name, ruleOf(field, format.name, rules.size, format.mend))
    if (format.prefix) prefixes.push({ ...ruleOf(format.prefix, format.name, 500), maxCount: 64, maxBytes: 8192 })
  }
  for (const extra of extras) {
    const rule = extraRule(extra, rules.get(extra.name) ?? ruleOf(extra, familyOf(extra.outbound), 1000 + rules.size))
    if (extra.prefix) prefixes.push({ ...rule, maxCount: extra.maxCount, maxBytes: extra.maxBytes })
    else rules.set(extra.name, rule)
  }
  return { rules, prefixes, renames: extras.some((extra) => extra.outbound !== extra.name) }
}

function extraRule(extra: ExtraField, rule: Rule): Rule {
  // On the wire a renamed header belongs to the family of its new name.
  return Object.freeze({ ...rule, outbound: extra.outbound, family: familyOf(extra.outbound) })
}

function chosenFormats(names: readonly string[] | undefined): readonly Format[] {
  if (names === undefined) return formats
  const wanted = listOf('formats', names)
  for (const name of wanted) {
    if (knownFormats.some((format) => format.name === name)) continue
    throw new TraceferryError(
      'TF001',
      `unknown format ${show(name)}`,
      `use ${knownFormats.map((format) => format.name).join(', ')}`,
    )
  }
  return knownFormats.filter((format) => wanted.includes(format.name))
}
