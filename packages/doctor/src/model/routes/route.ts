import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { milliseconds } from '../durations.ts'

export interface Timed {
  readonly ms: number
  readonly field: Field
}

export interface Route {
  readonly resource: Resource
  readonly field: Field
  readonly mesh: 'istio' | 'linkerd' | 'gateway'
  /** `namespace/service` of where the calls go. */
  readonly hosts: readonly string[]
  /** For the whole call, retries included; 0 switches it off. */
  readonly timeout: Timed | undefined
  readonly perTry: Timed | undefined
  /** Attempts after the first. */
  readonly retries: { readonly count: number; readonly field: Field } | undefined
  readonly retryOn: { readonly conditions: readonly string[]; readonly field: Field } | undefined
  /** Upper case; undefined when some match takes every method. */
  readonly methods: readonly string[] | undefined
  readonly paths: readonly string[]
}

export function timed(field: Field): Timed | undefined {
  const ms = milliseconds(field.text())
  return ms === undefined ? undefined : { ms, field }
}

export function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}

/** `{ exact: GET }`, `{ regex: GET|HEAD }`, or plain text. */
export function wordsOf(field: Field): string[] | undefined {
  if (!field.exists) return undefined
  const texts = field.text() === undefined ? field.entries().map(([, value]) => value.text() ?? '') : [field.text()!]
  return texts.flatMap((text) => text.split('|'))
}

/** Of all matches; undefined when one of them takes every method. */
export function methodsOf(matches: readonly (string[] | undefined)[]): string[] | undefined {
  if (matches.length === 0 || matches.some((words) => words === undefined)) return undefined
  return matches.flatMap((words) => words!.map((word) => word.replace(/[^a-z]/gi, '').toUpperCase()))
}
