// The options of `startService`.
import { TraceferryError } from '@traceferry/core'
import {
  anything,
  flag,
  type Given,
  list,
  milliseconds,
  option,
  type Reader,
  readOptions,
  show,
  text,
  wrong,
} from '@traceferry/core/internal'
import { defaultHeaders } from './canaries.ts'
import type { UpstreamOptions } from './upstream.ts'

/** What the service calls, and how it is started. */
export interface ServiceOptions {
  /** What the app calls: names, or names with the options of each. */
  upstreams: readonly string[] | Readonly<Record<string, UpstreamOptions>>
  /** The headers that a request has and each call must carry. Default: `defaultHeaders`. */
  headers?: readonly string[]
  /** More environment variables for the app; a function is given the URL of each upstream. */
  env?:
    | Readonly<Record<string, string>>
    | ((urls: Readonly<Record<string, string>>) => Readonly<Record<string, string>>)
  /** Where a command is started. Default: the working directory. */
  cwd?: string
  /** How long a command may take to listen. Default: 10000. */
  startTimeoutMs?: number
}

type Upstreams = readonly (readonly [string, UpstreamOptions])[]

/** The options after they are checked. */
export interface ServiceSettings {
  readonly upstreams: Upstreams
  readonly headers: readonly string[]
  readonly env: ServiceOptions['env']
  readonly cwd: string | undefined
  readonly startTimeoutMs: number
}

const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i
const FIELD = /^[a-z0-9!#$%&'*+.^_`|~-]+$/i

/** Checks the options. Throws a `TraceferryError` for a wrong one. */
export function readServiceOptions(options: ServiceOptions): ServiceSettings {
  const { upstreams, ...others } = readOptions(kinds, options, {})
  // No default: a test of a service that calls nothing passes an empty list.
  return {
    ...others,
    upstreams: upstreams ?? readUpstreams({ name: 'upstreams', value: undefined, fromVariable: false }),
  }
}

const readUpstreams: Reader<Upstreams> = (given) => {
  const { value } = given
  if (typeof value !== 'object' || value === null)
    throw wrong('TF040', given, 'write upstreams: ["orders", ...] or { orders: {} }')
  const entries = Array.isArray(value)
    ? value.map((name): [string, UpstreamOptions] => [name, {}])
    : Object.entries(value as Record<string, UpstreamOptions>)
  entries.forEach(([name, settings], i) => {
    const { host } = readUpstream(name, settings)
    if (typeof name !== 'string' || !NAME.test(name) || entries.findIndex(([other]) => other === name) < i) {
      const cure = 'write each name once, of letters, digits and hyphens'
      throw new TraceferryError('TF040', `upstreams has ${show(name)}`, cure)
    }
    if (host === undefined || HOST.test(host)) return
    throw new TraceferryError('TF040', `the host of ${name} is ${show(host)}`, 'write a host name without a port')
  })
  return entries
}

const ofUpstream = {
  host: option(text),
  outside: option(flag),
  env: option(text),
  answer: option(anything<UpstreamOptions['answer']>()),
}

/** The options of one upstream, whose errors name it. */
function readUpstream(name: unknown, settings: unknown): { readonly host: string | undefined } {
  try {
    return readOptions(ofUpstream, settings, {})
  } catch (error) {
    const [, problem = '', cure = ''] = /^TF\d+: (.*?); (.*)\. See /.exec((error as Error).message) ?? []
    throw new TraceferryError('TF040', `upstream ${show(name)}: ${problem}`, cure)
  }
}

const readEnv: Reader<ServiceOptions['env']> = (given) => {
  const { value } = given
  if (typeof value === 'function' || Object.prototype.toString.call(value) === '[object Object]')
    return value as ServiceOptions['env']
  throw wrong('TF040', given, 'write env: { NAME: "value" }, or a function that returns such an object')
}

const headerName = (given: Given): string => {
  if (typeof given.value === 'string' && FIELD.test(given.value)) return given.value
  throw wrong('TF040', given, 'write names such as "x-request-id"', 'which is not a header name')
}

const readHeaders: Reader<readonly string[]> = (given) => {
  const names = list(headerName)(given)
  if (names.length > 0) return names
  throw wrong('TF040', given, 'write names such as "x-request-id"', 'which is an empty list')
}

const kinds = {
  upstreams: option(readUpstreams),
  headers: option(readHeaders, { fallback: defaultHeaders }),
  env: option(readEnv),
  cwd: option(text),
  startTimeoutMs: option(milliseconds(), { fallback: 10_000 }),
}
