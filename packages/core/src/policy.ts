import { optionsFrom } from './environment.ts'
import { show, TraceferryError } from './errors.ts'
import { type ExtraField, readHeaders } from './extra.ts'
import { type Field, type Format, formats, optInFormats } from './formats.ts'
import type { HeaderEntry, Options } from './options.ts'
import { createTargets, createTrust, type Verdict } from './targets.ts'

/** A field as the request path sees it. */
export interface Rule extends Field {
  /** Name on outbound calls. */
  readonly outbound: string
  /** Members of one family are left to the caller together. */
  readonly family: string
  /** Position in the order in which the byte budget serves the fields. */
  readonly order: number
  readonly mend?: ((found: string[]) => void) | undefined
}

/** A rule for every header whose name starts so, within its caps. */
export interface PrefixRule extends Rule {
  readonly maxCount: number
  readonly maxBytes: number
}

/** The resolved, frozen options. Made once at start-up; the request path reads nothing else. */
export interface Policy {
  readonly rules: ReadonlyMap<string, Rule>
  readonly prefixes: readonly PrefixRule[]
  readonly maxBytes: number
  readonly verbatim: boolean
  readonly generate: boolean
  readonly trusts: ((address: string) => boolean) | undefined
  readonly verdictFor: (origin: string) => Verdict
}

const known = [...formats, ...optInFormats]
const optionNames = new Set<string>([
  'formats', 'headers', 'targets', 'ignoreTargets', 'userDataTargets', 'clusterDomain', 'maxBytes', 'verbatim', 'generate', 'trust',
] satisfies (keyof Options)[])

/**
 * Resolves options into a policy: code before environment before default. Throws a {@link TraceferryError} that names
 * the code, the wrong value and the cure; nothing is checked again later.
 *
 * @example
 * const policy = createPolicy({ formats: ['w3c', 'request-id'], headers: ['end-user'] })
 */
export function createPolicy(options: Options = {}, environment: Readonly<Record<string, string | undefined>> = process.env): Policy {
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) throw new TraceferryError('TF007', `unknown option ${show(name)}`, `options are ${[...optionNames].join(', ')}`)
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const chosen: Options = { ...optionsFrom(environment), ...given }
  const extras = readHeaders(listOf('headers', chosen.headers ?? []) as readonly (string | HeaderEntry)[])
  const rules = new Map<string, Rule>()
  const prefixes: PrefixRule[] = []
  for (const format of chosenFormats(chosen.formats)) {
    for (const field of format.fields) rules.set(field.name, ruleOf(field, format.name, rules.size, format.mend))
    if (format.prefix) prefixes.push({ ...ruleOf(format.prefix, format.name, 500), maxCount: 64, maxBytes: 8192 })
  }
  for (const extra of extras) addExtra(extra, rules, prefixes)

  return Object.freeze({
    rules,
    prefixes,
    maxBytes: bytes(chosen.maxBytes ?? 8192),
    verbatim: flagOf('verbatim', chosen.verbatim),
    generate: flagOf('generate', chosen.generate),
    trusts: chosen.trust === undefined ? undefined : createTrust(trustOf(chosen.trust)),
    verdictFor: createTargets({
      targets: patterns('targets', chosen.targets),
      ignoreTargets: patterns('ignoreTargets', chosen.ignoreTargets),
      userDataTargets: patterns('userDataTargets', chosen.userDataTargets),
      clusterDomain: domain(chosen.clusterDomain ?? 'cluster.local'),
    }),
  })
}

const families: ReadonlyMap<string, string> = new Map(known.flatMap((f) => f.fields.map((field) => [field.name, f.name] as const)))
const familyPrefixes = known.filter((format) => format.prefix !== undefined)

/** The family of a header that somebody set on a call, among all formats, forwarded or not; else the name itself. */
export function familyOf(name: string): string {
  return families.get(name) ?? familyPrefixes.find((f) => name.startsWith((f.prefix as Field).name))?.name ?? name
}

function ruleOf(field: Field, family: string, order: number, mend?: Format['mend']): Rule {
  return Object.freeze({ ...field, outbound: field.name, family, order, mend })
}

function addExtra(extra: ExtraField, rules: Map<string, Rule>, prefixes: PrefixRule[]): void {
  const { outbound, maxCount, maxBytes } = extra
  const rule: Rule = { ...ruleOf(extra, outbound, 1000 + rules.size), outbound }
  if (extra.prefix) prefixes.push(Object.freeze({ ...rule, maxCount, maxBytes }))
  else rules.set(extra.name, Object.freeze({ ...rules.get(extra.name), ...(rules.has(extra.name) ? { outbound } : rule) }) as Rule)
}

function chosenFormats(names: readonly string[] | undefined): readonly Format[] {
  if (names === undefined) return formats
  const wanted = listOf('formats', names)
  for (const name of wanted) {
    if (known.some((format) => format.name === name)) continue
    throw new TraceferryError('TF001', `unknown format ${show(name)}`, `use ${known.map((format) => format.name).join(', ')}`)
  }
  return known.filter((format) => wanted.includes(format.name))
}

function listOf(option: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new TraceferryError('TF006', `${option} is ${show(value)}, which is no list`, `write ${option}: [...]`)
}

function patterns<T>(option: string, value: readonly T[] | 'all' | undefined): readonly (T | 'all')[] {
  if (value === undefined) return []
  return value === 'all' ? ['all'] : (listOf(option, value) as readonly T[])
}

function trustOf(value: NonNullable<Options['trust']>): NonNullable<Options['trust']> {
  return typeof value === 'function' ? value : (listOf('trust', value) as readonly string[])
}

function bytes(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_536) return value
  throw new TraceferryError('TF005', `maxBytes is ${show(value)}`, 'write a whole number of bytes from 0 to 65536')
}

function flagOf(option: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true
  throw new TraceferryError('TF008', `${option} is ${show(value)}`, 'write true or false')
}

function domain(value: unknown): string {
  const text = typeof value === 'string' ? value.replace(/^\*?\./, '').replace(/\.$/, '').toLowerCase() : ''
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(text)) return text
  throw new TraceferryError('TF009', `clusterDomain is ${show(value)}`, 'write a DNS domain of two labels or more, such as cluster.local')
}
