import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import type { UpstreamOptions } from './upstream.ts'

/** What the service calls, and how it is started. */
export interface ServiceOptions {
  /** What the app calls: names, or names with the options of each. */
  upstreams: readonly string[] | Readonly<Record<string, UpstreamOptions>>
  /** The headers that a request brings and each call must carry. Default: `defaultHeaders`. */
  headers?: readonly string[]
  /** More environment variables for the app; a function is given the URL of each upstream. */
  env?:
    | Readonly<Record<string, string>>
    | ((urls: Readonly<Record<string, string>>) => Readonly<Record<string, string>>)
  /** Where a command is started. Default: the working directory. */
  cwd?: string
  /** Milliseconds in which a command must listen. Default: 10000. */
  startTimeout?: number
}

const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i

/** The upstreams with their options, checked. */
export function upstreamsOf({ upstreams }: ServiceOptions): readonly (readonly [string, UpstreamOptions])[] {
  if (typeof upstreams !== 'object' || upstreams === null) {
    throw new TraceferryError(
      'TF040',
      `upstreams is ${show(upstreams)}`,
      'write upstreams: ["orders", ...] or { orders: {} }',
    )
  }
  const entries = Array.isArray(upstreams)
    ? upstreams.map((name): [string, UpstreamOptions] => [name, {}])
    : Object.entries(upstreams as Record<string, UpstreamOptions>)
  entries.forEach(([name, { host }], i) => {
    if (typeof name !== 'string' || !NAME.test(name) || entries.findIndex(([other]) => other === name) < i) {
      throw new TraceferryError(
        'TF040',
        `upstreams has ${show(name)}`,
        'write each name once, of letters, digits and hyphens',
      )
    }
    if (host === undefined || HOST.test(host)) return
    throw new TraceferryError('TF040', `the host of ${name} is ${show(host)}`, 'write a host name without a port')
  })
  return entries
}

export function headersOf({ headers }: ServiceOptions, otherwise: readonly string[]): readonly string[] {
  const names = headers ?? otherwise
  const wrong = names.find((name) => typeof name !== 'string' || !/^[a-z0-9!#$%&'*+.^_`|~-]+$/i.test(name))
  if (names.length > 0 && wrong === undefined) return names
  throw new TraceferryError('TF040', `headers has ${show(wrong ?? 'no name')}`, 'write names such as "x-request-id"')
}

export function isCommand(app: unknown): app is readonly string[] {
  return Array.isArray(app) && app.length > 0 && app.every((word) => typeof word === 'string')
}

/** A function that makes an app takes the URLs or nothing; a handler takes a request and a response at least. */
export function isFactory(app: unknown): app is (urls: Readonly<Record<string, string>>) => unknown {
  return typeof app === 'function' && app.length < 2
}
