import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'

// Options are checked when they are given, so that a shutdown, which nobody watches, cannot fail on one.

/** Refuses an option that does not exist, which is mostly a misspelling. */
export function known(options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!names.includes(name))
      throw new TraceferryError('TF007', `unknown option ${show(name)}`, `use ${names.join(', ')}`)
  }
}

/** A number of milliseconds within what timers can hold. */
export function milliseconds(option: string, value: unknown, most: number = 2 ** 31 - 1): number {
  if (typeof value === 'number' && value >= 0 && value <= most) return value
  throw new TraceferryError('TF005', `${option} is ${show(value)}`, `use milliseconds from 0 to ${most}`)
}

/** The same from a variable of the environment, where there is one. */
export function millisecondsFrom(variable: string): number | undefined {
  const text = process.env[variable]?.trim()
  return text ? milliseconds(variable, Number(text)) : undefined
}

export function oneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T
  throw new TraceferryError('TF020', `${option} is ${show(value)}`, `use ${allowed.join(', ')}`)
}

/** A yes or no; in the environment as true, false, 1 or 0. */
export function flag(option: string, value: unknown): boolean {
  if (value === true || value === 'true' || value === '1') return true
  if (value === false || value === 'false' || value === '0' || value === undefined || value === '') return false
  throw new TraceferryError('TF008', `${option} is ${show(value)}, no yes or no`, 'use true or false')
}

/** The URL of a sidecar: plain http, since it is beside us. */
export function url(option: string, value: string): string {
  if (URL.canParse(value) && new URL(value).protocol === 'http:') return value
  throw new TraceferryError(
    'TF020',
    `${option} is ${show(value)}`,
    'use a URL such as http://127.0.0.1:15021/healthz/ready',
  )
}
