// The options of a policy: their names, their variables, and how each is read.
import type { Format } from '../headers/formats.ts'
import { formats } from '../headers/formats.ts'
import { flag, list, milliseconds, whole } from '../shared/option-readers.ts'
import {
  type Environment,
  type Given,
  givenOptions,
  type OptionKind,
  option,
  readGiven,
} from '../shared/read-options.ts'
import type { Options } from './options.ts'
import { readDomain } from './read-domain.ts'
import { readFormat } from './read-format.ts'
import { type ExtraField, readHeaders } from './read-header.ts'
import { type Pattern, readPatterns, readTrust } from './read-pattern.ts'

/** The checked options, each in the form that the policy needs. */
export interface PolicyOptions {
  readonly formats: readonly Format[]
  readonly headers: readonly ExtraField[]
  readonly targets: readonly Pattern[]
  readonly ignoreTargets: readonly Pattern[]
  readonly userDataTargets: readonly Pattern[]
  readonly clusterDomain: string
  readonly maxBytes: number
  readonly verbatim: boolean
  readonly generate: boolean
  readonly trust: ((address: string) => boolean) | undefined
  readonly expiresAfterMs: number
}

/** One variable per option, named after it. */
export const policyKinds: { readonly [N in keyof Required<Options>]: OptionKind<PolicyOptions[N]> } = {
  formats: option(list(readFormat), { variable: 'TRACEFERRY_FORMATS', fallback: formats }),
  headers: option(readHeaders, { variable: 'TRACEFERRY_HEADERS', fallback: [] }),
  targets: option(readPatterns, { variable: 'TRACEFERRY_TARGETS', fallback: [] }),
  ignoreTargets: option(readPatterns, { variable: 'TRACEFERRY_IGNORE_TARGETS', fallback: [] }),
  userDataTargets: option(readPatterns, { variable: 'TRACEFERRY_USER_DATA_TARGETS', fallback: [] }),
  clusterDomain: option(readDomain, { variable: 'TRACEFERRY_CLUSTER_DOMAIN', fallback: 'cluster.local' }),
  maxBytes: option(whole(0, 65_536, 'bytes'), { variable: 'TRACEFERRY_MAX_BYTES', fallback: 8192 }),
  verbatim: option(flag, { variable: 'TRACEFERRY_VERBATIM', fallback: false }),
  generate: option(flag, { variable: 'TRACEFERRY_GENERATE', fallback: false }),
  trust: option(readTrust, { variable: 'TRACEFERRY_TRUST' }),
  expiresAfterMs: option(milliseconds(0, Number.POSITIVE_INFINITY), {
    variable: 'TRACEFERRY_EXPIRES_AFTER_MS',
    fallback: 60_000,
  }),
}

/** The options of a policy, read. */
interface ReadOptions {
  readonly options: PolicyOptions
  /** Equal for equal ones. */
  readonly key: string | symbol
  /** The given options, as written. */
  readonly given: ReadonlyMap<string, Given>
}

/** Reads the options of a policy. Throws a `TraceferryError` for a wrong one. */
export function readPolicyOptions(options: Options, environment: Environment): ReadOptions {
  const given = givenOptions(policyKinds, options, environment)
  return { options: readGiven(policyKinds, given), key: keyOf(given), given }
}

/**
 * The same for a process in which traceferry is off: nothing is captured, and a wrong option stops nothing. What is inside the mesh
 * stays, because retries need it.
 */
export function readNoOptions(options: Options, environment: Environment): ReadOptions {
  const nothing = { formats: [], headers: [], generate: false }
  try {
    const read = readPolicyOptions(options, environment)
    return { ...read, options: { ...read.options, ...nothing } }
  } catch {
    const read = readPolicyOptions({}, {})
    return { ...read, options: { ...read.options, ...nothing } }
  }
}

/** The given options as text. Functions cannot be compared, so a policy with one equals no other. */
function keyOf(given: ReadonlyMap<string, Given>): string | symbol {
  let comparable = true
  const pairs = [...given].map(([option, { value }]) => [option, value])
  const text = JSON.stringify(pairs, (_, value) => {
    if (typeof value === 'function') comparable = false
    return value
  })
  return comparable ? text : Symbol('policy')
}
