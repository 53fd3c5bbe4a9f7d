import type { Shape } from './as-before.ts'
import { type Buckets, createBuckets } from './buckets.ts'
import { bytesOf, domainOf, flagOf, givenOptions, millisecondsOf, patternsOf, trustOf } from './checks.ts'
import { warnOfVersions } from './copies.ts'
import { optionsFrom } from './environment.ts'
import { familyNames, familyPrefixNames } from './families.ts'
import { createGlance, type Glance } from './glance.ts'
import type { Options } from './options.ts'
import { createRules, type PrefixRule, type Rule } from './rules.ts'
import { createTargets, createTrust, type Verdict } from './targets.ts'

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
  const { rules, prefixes, renames } = createRules(chosen, maxBytes)
  const prefixNames = prefixes.map((prefix) => prefix.name)
  return Object.freeze({
    rules,
    prefixes,
    buckets: createBuckets(rules.values(), prefixNames),
    outboundGlance: createGlance(
      [...familyNames, ...[...rules.values()].map((rule) => rule.outbound)],
      [...familyPrefixNames, ...prefixNames],
    ),
    renames,
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
