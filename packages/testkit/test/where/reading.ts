import { isIPv4, isIPv6 } from 'node:net'
import type { Sent } from '@traceferry/testkit'

// A reading of hosts that has nothing in common with ours: what it does not understand is outside.

/** Every host that a request met, or names on the wire. */
export function hostsOf({ met, lines }: Sent): string[] {
  const fields = lines.map((line) => /^(:?[^:\s]+): ?(.*)$/.exec(line) ?? [])
  const named = fields.flatMap(([, name, value]) => {
    if (/^(host|:authority)$/i.test(name ?? '')) return [withoutPort(value as string)]
    return name === ':path' ? fromTarget(value as string) : []
  })
  const target = /^[A-Z]+ (.*) HTTP\/1\.1$/.exec(lines[0] ?? '')?.[1] ?? '/'
  return [...met, ...named, ...(lines[0]?.startsWith('CONNECT ') ? [] : fromTarget(target))]
}

/** The host that a request line names: all of the text after the slashes, so that no trick gets lost in parsing. */
function fromTarget(target: string): string[] {
  const [scheme, ...rest] = target.split(':')
  if (target.startsWith('/') || rest.length === 0 || !/^[a-z][a-z0-9+.-]*$/i.test(scheme as string)) return []
  const text = rest.join(':')
  return [text.startsWith('//') ? withoutPort((text.slice(2).split(/[/?#]/)[0] as string) || '?') : `?${text}`]
}

/** Node writes "::1:80" into :authority. */
function withoutPort(authority: string): string {
  const bare = authority.replace(/:\d*$/, '')
  return isIPv6(authority) && !isIPv6(bare) ? authority : bare
}

export function isInside(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, (zone) => (isIPv6(host) ? '' : zone))
  if (isIPv6(name)) return inside6(name)
  if (!/^[a-z0-9._-]+$/.test(name)) return false
  const numbers = name.replace(/\.$/, '').split('.')
  // Whatever ends in a number is an address to getaddrinfo and to URLs, in decimal, octal or hex.
  if (/^(0x[0-9a-f]*|\d+)$/.test(numbers.at(-1) as string))
    return isIPv4(name) ? inside4(name) : inside4(spelled(numbers))
  if (/^(metadata|instance-data|data-server)$/.test(name)) return false
  if (/^(metadata|instance-data)\..*internal\.?$|^(metadata|instance-data)\.internal\.?$/.test(name)) return false
  if (!name.includes('.')) return true
  return /^localhost\.$|[^.]\.(svc|svc\.cluster\.local|local|internal|localhost)\.?$/.test(name)
}

function inside4(address: string): boolean {
  const [a = 0, b = 0] = address.split('.').map(Number)
  return a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
}

/** `0x7f.1` as `127.0.0.1`; what does not add up belongs to no host. */
function spelled(parts: string[]): string {
  const values = parts.map((part) =>
    /^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part === '0x' ? 0 : part),
  )
  const last = values.pop() as number
  if (values.length > 3 || values.some((v) => !(v <= 255)) || !(last < 256 ** (4 - values.length))) return '0.0.0.0'
  const whole = values.reduce((sum, v, i) => sum + v * 256 ** (3 - i), last)
  return [24, 16, 8, 0].map((bits) => Math.floor(whole / 2 ** bits) % 256).join('.')
}

function inside6(address: string): boolean {
  const full = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(full)
  if (mapped !== null) {
    const [high, low] = mapped.slice(1).map((part) => Number.parseInt(part, 16)) as [number, number]
    return inside4(`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`)
  }
  if (/^fd00:ec2:|^fd20:ce::254$|^fd00:c1::a9fe:a9fe$|^fd00:42::42$|^fd00:a9fe:a9fe::1$|^fd00:100::100:200$/.test(full))
    return false
  return full === '::1' || /^f[cd][0-9a-f]{2}:/.test(full)
}
