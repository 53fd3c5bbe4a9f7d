import type { Shape } from './as-before.ts'
import { type Buckets, createBuckets } from './buckets.ts'
import { bytesOf, domainOf, flagOf, givenOptions, listOf, millisecondsOf, patternsOf, trustOf } from './checks.ts'
import { warnOfVersions } from './copies.ts'
import { optionsFrom } from './environment.ts'
import { show, TraceferryError } from './errors.ts'
import { type ExtraField, readHeaders } from './extra.ts'
import { familyNames, familyOf, familyPrefixNames, knownFormats } from './families.ts'
import { fineOf } from './fine.ts'
import { type Field, type Format, formats } from './formats.ts'
import { createGlance, type Glance } from './glance.ts'
import type { HeaderList } from './header-list.ts'
import type { HeaderEntry, Options } from './options.ts'
import { createTargets, createTrust, type Verdict } from './targets.ts'

/** A field as the request path sees it. */
export interface Rule extends Field {
  /** Name on outbound calls. */
  readonly outbound: string
  /** Members of one family are left to the caller together. */
  readonly family: string
  /** Bytes that a value has at most, as more would be over the budget anyway. */
  readonly room: number
  /** Whether a value goes as it came, beyond doubt. */
  readonly fine: (value: string) => boolean
  /** Position in the order in which the byte budget serves the fields. */
  readonly order: number
  readonly mend?: ((found: HeaderList) => void) | undefined
}

/** A rule for every header whose name starts so, within its caps. */
export interface PrefixRule extends Rule {
  readonly maxCount: number
  readonly maxBytes: number
}

/** The resolved, frozen options. Made once at start-up; the request path reads nothing else. */
export interface Policy {
  /** What is forwarded, by lower-case inbound name. */
  readonly rules: ReadonlyMap<string, Rule>
  /** What is forwarded by the beginning of its name. */
  readonly prefixes: readonly PrefixRule[]
  /** The rules again, for a quick look at names that come in. */
  readonly buckets: Buckets<Rule>
  /** What may be of the family of a rule, among the names that go out. */
  readonly outboundGlance: Glance
  /** Whether two inbound headers may meet under one outbound name. */
  readonly renames: boolean
  /** Budget for the captured set, in bytes. */
  readonly maxBytes: number
  /** Whether values go out unchecked. */
  readonly verbatim: boolean
  /** Whether an x-request-id is made where none came. */
  readonly generate: boolean
  /** From which peers to capture; undefined for all. */
  readonly trusts: ((address: string) => boolean) | undefined
  /** How long a captured set lives once its request is over, in milliseconds. */
  readonly expiresAfter: number
  /** What may go to a target, by its origin (`http://orders:8080`). */
  readonly verdictFor: (origin: string) => Verdict
  /** What the last requests brought, as the next one mostly brings the same names. */
  readonly shapes: Shape[]
  /** Equal for policies of equal options, so that a request which passes two lines is captured once. */
  readonly key: string | symbol
}

/**
 * Resolves options into a policy: code before environment before default. Throws a {@link TraceferryError} that names
 * the code, the wrong value and the cure; nothing is checked again later.
 *
 * @example
 * const policy = createPolicy({ formats: ['w3c', 'request-id'], headers: ['end-user'] })
 */
export function createPolicy(
  options: Options = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Policy {
  warnOfVersions()
  const chosen: Options = { ...optionsFrom(environment), ...givenOptions(options) }
  const maxBytes = bytesOf(chosen.maxBytes ?? 8192)
  const ruleOf = (field: Field, family: string, order: number, mend?: Format['mend']): Rule =>
    Object.freeze({
      ...{ ...field, outbound: field.name, family, order, mend },
      ...{ room: Math.min(field.max, maxBytes), fine: fineOf(field) },
    })
  const extras = readHeaders(listOf('headers', chosen.headers ?? []) as readonly (string | HeaderEntry)[])
  const rules = new Map<string, Rule>()
  const prefixes: PrefixRule[] = []
  for (const format of chosenFormats(chosen.formats)) {
    for (const field of format.fields) rules.set(field.name, ruleOf(field, format.name, rules.size, format.mend))
    if (format.prefix) prefixes.push({ ...ruleOf(format.prefix, format.name, 500), maxCount: 64, maxBytes: 8192 })
  }
  for (const extra of extras) {
    const rule = extraRule(extra, rules.get(extra.name) ?? ruleOf(extra, familyOf(extra.outbound), 1000 + rules.size))
    if (extra.prefix) prefixes.push({ ...rule, maxCount: extra.maxCount, maxBytes: extra.maxBytes })
    else rules.set(extra.name, rule)
  }

  const prefixNames = prefixes.map((prefix) => prefix.name)
  return Object.freeze({
    rules,
    prefixes,
    buckets: createBuckets(rules.values(), prefixNames),
    outboundGlance: createGlance(
      [...familyNames, ...[...rules.values()].map((rule) => rule.outbound)],
      [...familyPrefixNames, ...prefixNames],
    ),
    renames: extras.some((extra) => extra.outbound !== extra.name),
    maxBytes,
    verbatim: flagOf('verbatim', chosen.verbatim),
    generate: flagOf('generate', chosen.generate),
    trusts: chosen.trust === undefined ? undefined : createTrust(trustOf(chosen.trust)),
    expiresAfter: millisecondsOf('expiresAfter', chosen.expiresAfter === undefined ? 60_000 : chosen.expiresAfter),
    verdictFor: createTargets({
      targets: patternsOf('targets', chosen.targets),
      ignoreTargets: patternsOf('ignoreTargets', chosen.ignoreTargets),
      userDataTargets: patternsOf('userDataTargets', chosen.userDataTargets),
      clusterDomain: domainOf(chosen.clusterDomain ?? 'cluster.local'),
    }),
    shapes: [],
    key: keyOf(chosen),
  })
}

/** The options as text; with a function among them there is no telling, and each policy is its own. */
function keyOf(options: Options): string | symbol {
  let comparable = true
  const text = JSON.stringify(options, (_, value) => {
    if (typeof value === 'function') comparable = false
    return value
  })
  return comparable ? text : Symbol('policy')
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
