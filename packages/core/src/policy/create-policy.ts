// Turns options into a policy.
import { createBuckets } from '../engine/buckets.ts'
import { createNameFilter } from '../engine/name-filter.ts'
import { familyNames, familyPrefixNames } from '../headers/family-of.ts'
import { warnOfVersions } from '../shared/warn-of-versions.ts'
import { bytesOf, domainOf, flagOf, givenOptions, millisecondsOf, patternsOf, trustOf } from './checks.ts'
import type { Options } from './options.ts'
import { optionsFrom } from './options-from.ts'
import type { Policy, ResolvedPolicy } from './policy.ts'
import { createRules } from './rules.ts'
import { createTargets, createTrust } from './targets.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Resolves options into a policy. Code wins over the environment, and the environment wins over the default. Throws a
 * {@link TraceferryError} that names the code, the wrong value and the cure. Nothing is checked again later.
 *
 * @example
 * const policy = createPolicy({ formats: ['w3c', 'request-id'], headers: ['end-user'] })
 */
export function createPolicy(options?: Options, environment?: Environment): Policy {
  return resolvePolicy(options, environment)
}

/** The same, with the content that core reads. */
export function resolvePolicy(options: Options = {}, environment: Environment = process.env): ResolvedPolicy {
  warnOfVersions()
  const chosen: Options = { ...optionsFrom(environment), ...givenOptions(options) }
  const maxBytes = bytesOf(chosen.maxBytes ?? 8192)
  const { rules, prefixes, renames } = createRules(chosen, maxBytes)
  const prefixNames = prefixes.map((prefix) => prefix.name)
  const policy: Omit<ResolvedPolicy, keyof Policy> = {
    rules,
    prefixes,
    buckets: createBuckets(rules.values(), prefixNames),
    outboundNames: createNameFilter(
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
  }
  return Object.freeze(policy) as ResolvedPolicy
}

/** The options as text. Functions cannot be compared, so a policy with a function equals only itself. */
function keyOf(options: Options): string | symbol {
  let comparable = true
  const text = JSON.stringify(options, (_, value) => {
    if (typeof value === 'function') comparable = false
    return value
  })
  return comparable ? text : Symbol('policy')
}
