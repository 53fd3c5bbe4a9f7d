import { show, TraceferryError } from '../shared/errors.ts'
import type { Options } from './options.ts'
import type { TargetPattern } from './targets.ts'

// One function per kind of option: returns the value in the form the policy keeps, or throws with the cure.

const optionNames = [
  'formats',
  'headers',
  'targets',
  'ignoreTargets',
  'userDataTargets',
  'clusterDomain',
  'maxBytes',
  'verbatim',
  'generate',
  'trust',
  'expiresAfter',
] as const satisfies (keyof Options)[]

/** The options that were given, without those set to undefined. */
export function givenOptions(options: unknown): Options {
  const cure = `options are ${optionNames.join(', ')}`
  if (typeof options !== 'object' || options === null) {
    throw new TraceferryError('TF007', `options are ${show(options)}, which is no object`, cure)
  }
  for (const name of Object.keys(options)) {
    if (!(optionNames as readonly string[]).includes(name)) {
      throw new TraceferryError('TF007', `unknown option ${show(name)}`, cure)
    }
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

export function listOf(option: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new TraceferryError('TF006', `${option} is ${show(value)}, which is no list`, `write ${option}: [...]`)
}

export function patternsOf(option: string, value: unknown): readonly TargetPattern[] {
  if (value === undefined) return []
  return value === 'all' ? ['all'] : (listOf(option, value) as readonly TargetPattern[])
}

export function trustOf(value: unknown): NonNullable<Options['trust']> {
  return typeof value === 'function'
    ? (value as (address: string) => boolean)
    : (listOf('trust', value) as readonly string[])
}

export function bytesOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_536) return value
  throw new TraceferryError('TF005', `maxBytes is ${show(value)}`, 'write a whole number of bytes from 0 to 65536')
}

export function millisecondsOf(option: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value
  throw new TraceferryError('TF005', `${option} is ${show(value)}`, 'write a number of milliseconds, 0 or more')
}

export function flagOf(option: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true
  throw new TraceferryError('TF008', `${option} is ${show(value)}`, 'write true or false')
}

export function domainOf(value: unknown): string {
  const text =
    typeof value === 'string'
      ? value
          .replace(/^\*?\./, '')
          .replace(/\.$/, '')
          .toLowerCase()
      : ''
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(text)) return text
  const cure = 'write a DNS domain of two labels or more, such as cluster.local'
  throw new TraceferryError('TF009', `clusterDomain is ${show(value)}`, cure)
}
