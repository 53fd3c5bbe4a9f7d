// What the carriers of all kinds of messages share.
import type { Captured, Policy } from '@traceferry/core'
import {
  captureMessage,
  failure,
  forwardToMessage,
  type MessageOptions,
  type Pair,
  type Take,
} from '@traceferry/core/internal'

/** How a kind of message carries headers. `V` is the type of its values: text, or an object of the client library. */
export interface Carrier<V = string> {
  /**
   * The message's headers with the captured ones added: a new object, in the form that the client library takes.
   * Headers that are there already stay, with their whole family, because the context in which a message was created
   * must not be overwritten. Outside a request it is a plain copy.
   *
   * Only ids go, unless `options` say where the message goes or that user data may go. Never throws: a value that is
   * not an object of headers comes back as it is.
   */
  forward<H extends Record<string, unknown> = Record<string, V>>(headers?: H, options?: MessageOptions): NoInfer<H>
  /**
   * The captured set that a message brought, cleaned by the same rules as a request's. Without a policy, the options of
   * the app's setup line count, or else those of the environment. A message that brought nothing gives an empty set,
   * and calls inside `run` with that set carry nothing. Never throws.
   */
  capture(headers: Readonly<Record<string, unknown>> | undefined | null, policy?: Policy): Captured
}

/** Puts captured headers into a copy of a message's. */
export type Add = (copy: Record<string, unknown>, pairs: readonly Pair[]) => void

/**
 * A copy of a message's headers, with the captured ones that may be added. A value that cannot be copied comes back as
 * it is.
 */
export function forwardInto<H>(headers: H | undefined | null, options: MessageOptions | undefined, add: Add): H {
  try {
    if (headers !== undefined && headers !== null && !isRecord(headers)) return headers
    const copy: Record<string, unknown> = { ...headers }
    add(copy, forwardToMessage(Object.keys(copy), options))
    return copy as H
  } catch (error) {
    failure('a message', error)
    return headers ?? ({} as H)
  }
}

/** The captured set of an object of names and values; `textOf` finds the text or bytes in a value. */
export function captureRecord(headers: unknown, policy?: Policy, textOf?: (value: unknown) => unknown): Captured {
  return captureMessage((take) => void takeRecord(headers, take, textOf), policy)
}

/** Passes the headers of an object to `take`. False once `take` has seen enough. */
export function takeRecord(
  headers: unknown,
  take: Take,
  textOf: (value: unknown) => unknown = (value) => value,
): boolean {
  if (!isRecord(headers)) return take(undefined, undefined)
  const names = Object.keys(headers)
  if (names.length === 0) return take(undefined, undefined)
  return names.every((name) => take(name, textOf(headers[name])))
}

/** Whether a value has names and values, and a copy of these is complete: not a list, a Map or a Buffer. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(Symbol.iterator in value)
}
