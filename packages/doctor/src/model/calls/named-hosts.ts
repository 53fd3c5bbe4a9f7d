// Finds the hosts that a workload calls: in URLs, in variables that hold a host alone, and in config files that it mounts.
import type { Place } from '../../read/source.ts'
import { lineField, linesOf } from '../files/config-file.ts'
import { urlsIn } from '../hosts.ts'
import type { Variable, Workload } from '../workloads.ts'
import { isProxyVariable } from './is-proxy-variable.ts'

export interface NamedHost {
  readonly host: string
  readonly place: Place
}

/** Names of variables that hold a host to call, such as PAYMENTS_HOST. Not the names of an app's own address. */
const hostNames = /[a-z0-9]_?(HOST|HOSTNAME|ADDR|ADDRESS|ENDPOINT|SERVICE|SERVER|UPSTREAM|TARGET|BACKEND|URL|URI)S?$/i
const ownNames = /^(HTTP|SERVER|APP|LISTEN|BIND|POD|NODE|HOST|MY_POD|PUBLIC|EXTERNAL)_/i

export function namedHosts({ containers, files }: Workload): NamedHost[] {
  return [
    ...containers.flatMap(({ env, words }) => [
      ...env
        .filter(({ name }) => !isProxyVariable(name))
        .flatMap((variable) => [...urls(variable.value, () => variable.place), ...withoutScheme(variable)]),
      ...words.flatMap(({ text, field }) => urls(text, () => field.place)),
    ]),
    ...files.flatMap((file) => {
      if (!file.text.includes('://')) return []
      return linesOf(file).flatMap(({ line, n }) => urls(line, () => lineField(file, n, line).place))
    }),
  ]
}

function urls(text: string, place: () => Place): NamedHost[] {
  if (!text.includes('://')) return []
  return urlsIn(text).map(({ host }) => ({ host, place: place() }))
}

/** `payments.shop.svc.cluster.local:8080`, or `payments:8080` in a variable whose name says that it is a host. */
function withoutScheme({ name, value, place }: Variable): NamedHost[] {
  const host = /^([a-z][\w-]*(?:\.[\w-]+)*)\.?(?::\d+)?(?:\/\S*)?$/i.exec(value)?.[1]
  if (host === undefined) return []
  const isHost = /\.svc(\.|$)/.test(host) || (hostNames.test(name) && !ownNames.test(name))
  return isHost ? [{ host: host.toLowerCase(), place }] : []
}
