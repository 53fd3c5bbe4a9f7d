import { wrong } from '../shared/option-readers.ts'
import type { Reader } from '../shared/read-options.ts'

/** Reads the DNS domain of a cluster, in lower case and without dots around it. */
export const readDomain: Reader<string> = (given) => {
  const { value } = given
  const bare = typeof value === 'string' ? value.replace(/^\*?\./, '').replace(/\.$/, '') : ''
  const domain = bare.toLowerCase()
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(domain)) return domain
  throw wrong('TF009', given, 'write a DNS domain of two labels or more, such as cluster.local')
}
