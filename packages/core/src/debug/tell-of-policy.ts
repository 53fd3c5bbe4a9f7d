// Prints what is captured and where it goes, as the options say.
import type { PolicyOptions } from '../policy/read-policy-options.ts'
import { show } from '../shared/errors.ts'
import { DISABLED } from '../shared/is-disabled.ts'
import type { Given } from '../shared/read-options.ts'
import { version } from '../shared/version.ts'
import { followCalls } from './follow-calls.ts'
import { sayOnce } from './say.ts'

/** Prints each option of a policy with its value, and where that came from. From now on, each call also gets a line. */
export function tellOfPolicy(options: PolicyOptions, given: ReadonlyMap<string, Given>, off: boolean): void {
  sayOnce(`version ${version} in ${import.meta.url}, Node.js ${process.versions.node}, process ${process.pid}`)
  if (off) {
    sayOnce(`${DISABLED}: nothing is captured, forwarded or patched`)
    return
  }
  for (const [name, value] of Object.entries(options)) {
    const one = given.get(name)
    const from = one === undefined ? 'default' : one.fromVariable ? one.name : 'the code'
    sayOnce(`${name}: ${one === undefined ? byDefault(value) : textOf(one.value)} (${from})`)
  }
  sayOnce(`forwards to hosts inside the mesh: ${insideOf(options)}`)
  followCalls()
}

function byDefault(value: unknown): string {
  const names = Array.isArray(value) ? value.map((one) => (one as { name?: string }).name ?? '') : undefined
  if (names === undefined) return value === undefined ? 'everybody' : String(value)
  return names.length === 0 ? 'none' : names.join(', ')
}

function textOf(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : show(value)
  return value
    .map((one) => (typeof one === 'object' ? JSON.stringify(one) : typeof one === 'string' ? one : show(one)))
    .join(', ')
}

function insideOf({ clusterDomain }: PolicyOptions): string {
  return `names without a dot, *.svc, *.${clusterDomain}, *.local, *.internal, localhost and private addresses`
}
