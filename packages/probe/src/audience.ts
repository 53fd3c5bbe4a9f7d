import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { nameOf } from './token.ts'

const NAME = /^(\[[\da-f:.]+\]|[\w.-]+)$/

/**
 * The hosts that this service is called by, as TRACEFERRY_PROBE_HOSTS names them; undefined when it is not set. What a
 * request says of its own host is up to whoever sends it: only its owner can say whose tokens a service may take.
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
    `TRACEFERRY_PROBE_HOSTS is ${show(text)}, and ${show(entry)} is no host name`,
    cure,
  )
}
