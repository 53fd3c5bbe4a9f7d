// Turns the options about headers into one rule for each header.
import { familyOf, knownFormats } from '../headers/family-of.ts'
import type { Field, Format } from '../headers/formats.ts'
import type { HeaderList } from '../headers/header-list.ts'
import { quickCheckOf } from '../headers/quick-check-of.ts'
import type { ExtraField } from './read-header.ts'
import type { PolicyOptions } from './read-policy-options.ts'

/** A field in the form that the request path reads. */
export interface Rule extends Field {
  /** Name on outbound calls. */
  readonly outbound: string
  /** The family of the header. If the caller sets one member, the whole family is left to the caller. */
  readonly family: string
  /** The maximum bytes of a value: more would exceed the budget anyway. */
  readonly room: number
  /** A quick check: true if a value can certainly be forwarded unchanged. */
  readonly passes: (value: string) => boolean
  /** Position in the order in which the byte budget serves the fields. */
  readonly order: number
  readonly repair?: ((found: HeaderList) => void) | undefined
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
export function createRules({ formats, headers: extras, maxBytes }: PolicyOptions): Rules {
  const rules = new Map<string, Rule>()
  const prefixes: PrefixRule[] = []
  const ruleOf = (field: Field, family: string, order: number, repair?: Format['repair']): Rule =>
    Object.freeze({
      ...{ ...field, outbound: field.name, family, order, repair },
      ...{ room: Math.min(field.max, maxBytes), passes: quickCheckOf(field) },
    })
  for (const format of knownFormats.filter((known) => formats.includes(known))) {
    for (const field of format.fields) rules.set(field.name, ruleOf(field, format.name, rules.size, format.repair))
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
