// The options of a request that a test sends.
import { milliseconds, option, type Reader, readOptions, whole, wrong } from '@traceferry/core/internal'

/** The request to send. */
export interface SendOptions {
  /** Default: GET, or POST if there is a body. */
  method?: string
  /** Headers in addition to the canaries, such as `content-type`. */
  headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  body?: string | object
  /** How often to send the request in a row. Default: 2, because a context lost in a pool shows at the second request. */
  times?: number
  /** After the response, the request counts as done when there is no call for this long. Default: 100. */
  settleMs?: number
}

/** The options after they are checked. */
export interface SendSettings {
  readonly method: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | object | undefined
  readonly times: number
  readonly settleMs: number
}

/** Checks the options. Throws a `TraceferryError` for a wrong one. */
export function readSendOptions(options: SendOptions): SendSettings {
  return readOptions(kinds, options, {})
}

const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/i

const readMethod: Reader<string> = (given) => {
  if (typeof given.value === 'string' && TOKEN.test(given.value)) return given.value
  throw wrong('TF040', given, 'write a method such as "POST"')
}

const readHeaders: Reader<Readonly<Record<string, string>>> = (given) => {
  if (Object.prototype.toString.call(given.value) === '[object Object]')
    return given.value as Readonly<Record<string, string>>
  throw wrong('TF040', given, 'write headers: { name: "value" }')
}

const readBody: Reader<string | object> = (given) => {
  const { value } = given
  if (typeof value === 'string' || (typeof value === 'object' && value !== null)) return value
  throw wrong('TF040', given, 'pass a text, or an object to send as JSON')
}

const kinds = {
  method: option(readMethod),
  headers: option(readHeaders, { fallback: {} }),
  body: option(readBody),
  times: option(whole(1, Number.POSITIVE_INFINITY), { fallback: 2 }),
  settleMs: option(milliseconds(), { fallback: 100 }),
}
