import type { Field } from '../headers/formats.ts'
import { isForbidden } from '../headers/is-forbidden.ts'
import { show, TraceferryError } from '../shared/errors.ts'
import type { HeaderEntry } from './options.ts'

/** A header that the user named. It is user data: inside the mesh only, and first to go when the budget is short. */
export interface ExtraField extends Field {
  readonly outbound: string
  readonly prefix: boolean
  readonly maxCount: number
  readonly maxBytes: number
}

const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/

/** Checks the `headers` option: real header names, prefixes that end in `-*`, nothing that belongs to one hop. */
export function readHeaders(entries: readonly (string | HeaderEntry)[]): readonly ExtraField[] {
  return entries.map((entry) => {
    const { inbound, outbound, maxCount = 16, maxBytes = 2048 } = entryOf(entry)
    const prefix = typeof inbound === 'string' && inbound.endsWith('-*')
    const name = nameOf(prefix ? inbound.slice(0, -1) : inbound)
    if (prefix && outbound !== undefined) {
      throw new TraceferryError(
        'TF002',
        `prefix ${show(inbound)} has the outbound name ${show(outbound)}`,
        'prefixes keep their names; rename headers one at a time',
      )
    }
    for (const [cap, value] of Object.entries({ maxCount, maxBytes })) {
      if (Number.isInteger(value) && value > 0) continue
      throw new TraceferryError('TF005', `${cap} of ${show(inbound)} is ${show(value)}`, 'write a whole number above 0')
    }
    return {
      name,
      outbound: outbound === undefined ? name : nameOf(outbound),
      prefix,
      maxCount,
      maxBytes,
      several: 'first-line',
      scope: 'user',
      max: 8192,
    }
  })
}

const keys = ['inbound', 'outbound', 'maxCount', 'maxBytes']

function entryOf(entry: unknown): HeaderEntry {
  if (typeof entry !== 'object' || entry === null) return { inbound: entry as string }
  const unknown = Object.keys(entry).find((key) => !keys.includes(key))
  if (unknown === undefined) return entry as HeaderEntry
  throw new TraceferryError('TF007', `unknown key ${show(unknown)} of a header`, `keys are ${keys.join(', ')}`)
}

function nameOf(value: unknown): string {
  const name = typeof value === 'string' ? value.toLowerCase() : ''
  if (!TOKEN.test(name) || name.includes('*')) {
    throw new TraceferryError(
      'TF002',
      `${show(value)} is no header name`,
      'write a name such as "end-user", or a prefix such as "x-team-*"',
    )
  }
  if (isForbidden(name)) {
    throw new TraceferryError(
      'TF003',
      `header ${show(value)} concerns one hop only`,
      'leave it out: copied to another call it would steer or break the next proxy',
    )
  }
  return name
}
