// Turns options into a policy.
import { isDebugging } from '../debug/is-debugging.ts'
import { tellOfPolicy } from '../debug/tell-of-policy.ts'
import { createBuckets } from '../engine/buckets.ts'
import { createNameFilter } from '../engine/name-filter.ts'
import { familyNames, familyPrefixNames } from '../headers/family-of.ts'
import { isDisabled, isDisabledIn } from '../shared/is-disabled.ts'
import type { Environment } from '../shared/read-options.ts'
import { warnOfVersions } from '../shared/warn-of-versions.ts'
import type { Options } from './options.ts'
import type { Policy, ResolvedPolicy } from './policy.ts'
import { readNoOptions, readPolicyOptions } from './read-policy-options.ts'
import { createRules } from './rules.ts'
import { createTargets } from './targets.ts'

/**
 * Resolves options into a policy. Code wins over the environment, and the environment wins over the default. Throws a {@link
 * TraceferryError} with the code, the wrong value and the fix. Nothing is checked again later.
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
  const off = isDisabledIn(environment) || isDisabled()
  const { options: chosen, key, given } = (off ? readNoOptions : readPolicyOptions)(options, environment)
  if (isDebugging(environment)) tellOfPolicy(chosen, given, off)
  const { maxBytes, verbatim, generate } = chosen
  const { rules, prefixes, renames } = createRules(chosen)
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
    verbatim,
    generate,
    trusts: chosen.trust,
    expiresAfterMs: chosen.expiresAfterMs,
    verdictFor: createTargets(chosen),
    shapes: [],
    key,
  }
  return Object.freeze(policy) as ResolvedPolicy
}
