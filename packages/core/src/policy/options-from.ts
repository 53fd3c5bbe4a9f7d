import { show, TraceferryError } from '../shared/errors.ts'
import type { Options } from './options.ts'

type Reader = (text: string, variable: string) => unknown

const list: Reader = (text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const all: Reader = (text, variable) => (text.trim() === 'all' ? 'all' : list(text, variable))

const flag: Reader = (text, variable) => {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new TraceferryError('TF008', `${variable}=${show(text)} is no yes or no`, 'write true, false, 1 or 0')
}

/** One variable per option, named after it. Lists are separated by commas, renames written `inbound=outbound`. */
export const variables: Readonly<Record<keyof Options, readonly [name: string, read: Reader]>> = {
  formats: ['TRACEFERRY_FORMATS', list],
  headers: [
    'TRACEFERRY_HEADERS',
    (text, variable) =>
      (list(text, variable) as string[]).map((item) => {
        const at = item.indexOf('=')
        return at < 0 ? item : { inbound: item.slice(0, at).trim(), outbound: item.slice(at + 1).trim() }
      }),
  ],
  targets: ['TRACEFERRY_TARGETS', all],
  ignoreTargets: ['TRACEFERRY_IGNORE_TARGETS', list],
  userDataTargets: ['TRACEFERRY_USER_DATA_TARGETS', all],
  clusterDomain: ['TRACEFERRY_CLUSTER_DOMAIN', (text) => text.trim()],
  maxBytes: ['TRACEFERRY_MAX_BYTES', (text) => Number(text)],
  verbatim: ['TRACEFERRY_VERBATIM', flag],
  generate: ['TRACEFERRY_GENERATE', flag],
  trust: ['TRACEFERRY_TRUST', list],
  expiresAfter: ['TRACEFERRY_EXPIRES_AFTER', (text) => Number(text)],
}

/** The options that the environment sets; an empty variable counts as not set. */
export function optionsFrom(environment: Readonly<Record<string, string | undefined>>): Options {
  const options: Record<string, unknown> = {}
  for (const [option, [variable, read]] of Object.entries(variables)) {
    const text = environment[variable]
    if (text !== undefined && text.trim() !== '') options[option] = read(text, variable)
  }
  return options as Options
}
