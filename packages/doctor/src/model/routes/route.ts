// The common shape of a route, and helpers to read one.
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
  /** Where the calls go, as `namespace/service`. */
  readonly hosts: readonly string[]
  /** The limit for the whole call, with its retries; 0 turns it off. */
  readonly timeout: Timed | undefined
  readonly perTry: Timed | undefined
  /** How many tries may follow the first. */
  readonly retries: { readonly count: number; readonly field: Field } | undefined
  readonly retryOn: { readonly conditions: readonly string[]; readonly field: Field } | undefined
  /** In upper case; undefined when one match takes every method. */
  readonly methods: readonly string[] | undefined
  readonly paths: readonly string[]
  /** The calls are gRPC, so that every one of them is a POST. */
  readonly isGrpc?: boolean
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

/** Reads `{ exact: GET }`, `{ regex: GET|HEAD }` or plain text. */
export function wordsOf(field: Field): string[] | undefined {
  if (!field.exists) return undefined
  const texts = field.text() === undefined ? field.entries().map(([, value]) => value.text() ?? '') : [field.text()!]
  return texts.flatMap((text) => text.split('|'))
}

/** The methods of all matches; undefined when one of them takes every method. */
export function methodsOf(matches: readonly (string[] | undefined)[]): string[] | undefined {
  if (matches.length === 0 || matches.some((words) => words === undefined)) return undefined
  return matches.flatMap((words) => words!.map((word) => word.replace(/[^a-z]/gi, '').toUpperCase()))
}
