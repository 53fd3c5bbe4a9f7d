// Reads the host names that this service may be probed under.
import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { nameOf } from './token.ts'

const NAME = /^(\[[\da-f:.]+\]|[\w.-]+)$/

/**
 * The host names in TRACEFERRY_PROBE_HOSTS, under which callers reach this service; undefined when it is not set. The sender of
 * a request can write any host into it, so only the owner of the service can say which tokens it may accept.
 */
export function audienceOf(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReadonlySet<string> | undefined {
  const { TRACEFERRY_PROBE_HOSTS: text } = environment
  if (text === undefined || text === '') return undefined
  return new Set(text.split(',').map((entry) => hostOf(entry.trim(), text)))
}

function hostOf(entry: string, text: string): string {
  const name = entry.toLowerCase()
  if (NAME.test(name) && name.length <= 253) return name
  const bare = URL.canParse(entry) && entry.includes('://') ? new URL(entry).hostname : nameOf(name)
  const cure = NAME.test(bare) ? `write ${bare}` : 'write host names, such as orders,orders.shop.svc.cluster.local'
  throw new TraceferryError(
    'TF052',
    `TRACEFERRY_PROBE_HOSTS is ${show(text)}, and ${show(entry)} is not a host name`,
    cure,
  )
}
