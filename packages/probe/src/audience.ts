// Reads the host names that this service may be probed under.
import { type Environment, type Given, list, variableIn, wrong } from '@traceferry/core/internal'
import { nameOf } from './token.ts'

const NAME = /^(\[[\da-f:.]+\]|[\w.-]+)$/
const EXAMPLE = 'write host names, such as orders,orders.shop.svc.cluster.local'

/**
 * The host names in TRACEFERRY_PROBE_HOSTS, under which callers reach this service; undefined when it is not set. The sender of
 * a request can write any host into it, so only the owner of the service can say which tokens it may accept.
 */
export function audienceOf(environment: Environment = process.env): ReadonlySet<string> | undefined {
  const given = variableIn(environment, 'TRACEFERRY_PROBE_HOSTS')
  if (given === undefined) return undefined
  const hosts = list(readHost)(given)
  if (hosts.length === 0) throw wrong('TF052', given, EXAMPLE)
  return new Set(hosts)
}

function readHost(given: Given): string {
  const entry = given.value as string
  const name = entry.toLowerCase()
  if (NAME.test(name) && name.length <= 253) return name
  const bare = URL.canParse(entry) && entry.includes('://') ? new URL(entry).hostname : nameOf(name)
  const isName = NAME.test(bare) && !entry.includes('*')
  throw wrong('TF052', given, isName ? `write ${bare}` : EXAMPLE, 'which is not a host name')
}
