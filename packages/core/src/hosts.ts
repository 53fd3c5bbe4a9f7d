import type { BlockList } from 'node:net'

// Not imported: of each builtin module that is, Node makes a second list of all its exports, a millisecond of start-up for this one.
const net = process.getBuiltinModule('node:net')
const { isIP } = net

// Which hosts are inside. Names come from the WHATWG URL parser, so odd spellings (0x7f.1, ORDERS, punycode, userinfo)
// have been resolved the way the client itself resolves them.

const inside = new net.BlockList()
for (const [address, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
] as const) {
  inside.addSubnet(address, bits, 'ipv4')
}
inside.addAddress('::1', 'ipv6')
inside.addSubnet('fc00::', 7, 'ipv6')

// Cloud metadata that lives at private names and addresses: it hands out credentials and needs no trace.
const metadata = new Set([
  'metadata.google.internal',
  'instance-data.ec2.internal',
  'metadata.internal',
  'fd00:ec2::254',
  'fd20:ce::254',
])

const suffixes = ['.svc', '.svc.cluster.local', '.local', '.internal', '.localhost']

/**
 * The host in canonical form, without brackets, zone and trailing dot, IPv4 as IPv4; undefined when no URL could hold it.
 * `absolute` tells that a trailing dot was there.
 */
export function canonicalHost(host: string): { name: string; absolute: boolean } | undefined {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  const zone = bare.indexOf('%')
  const literal = zone >= 0 && isIP(bare) === 6 ? bare.slice(0, zone) : bare
  // Characters that would end or split the host in a URL: such a name is a trick or a mistake, and goes nowhere of ours.
  if (literal === '' || /[\s\p{Cc}/\\?#@<>^|%]/u.test(literal)) return undefined
  try {
    const parsed = new URL(isIP(literal) === 6 ? `http://[${literal}]` : `http://${literal}`)
    if (parsed.port !== '' || parsed.pathname !== '/') return undefined
    const canonical = parsed.hostname.startsWith('[') ? parsed.hostname.slice(1, -1) : parsed.hostname
    const absolute = canonical.endsWith('.')
    return { name: unmapped(absolute ? canonical.slice(0, -1) : canonical), absolute }
  } catch {
    return undefined
  }
}

/** The rule by which a host is inside the mesh, or undefined when it is not. Link-local addresses are outside. */
export function insideRule(host: { name: string; absolute: boolean }, clusterDomain: string): string | undefined {
  const { name, absolute } = host
  if (metadata.has(name)) return undefined
  if (isIP(name) !== 0) return isIn(inside, name) ? 'private or loopback address' : undefined
  if (name === 'localhost') return 'localhost'
  // "orders" is found through the cluster's search path; "ai." is absolute, and a public top-level domain.
  if (!name.includes('.')) return absolute ? undefined : 'name without a dot'
  const suffix =
    suffixes.find((s) => name.endsWith(s)) ?? (name.endsWith(`.${clusterDomain}`) ? `.${clusterDomain}` : undefined)
  return suffix === undefined ? undefined : `*${suffix}`
}

/** Whether the address is in the list. */
export function isIn(list: BlockList, address: string): boolean {
  const kind = isIP(address)
  return kind !== 0 && list.check(address, kind === 4 ? 'ipv4' : 'ipv6')
}

/**
 * An IPv4 address written as IPv6 (::ffff:10.0.0.1) is what it is: Node's servers on all addresses call their IPv4 peers
 * so, and `trust: ['127.0.0.1']` knew none of them.
 */
function unmapped(name: string): string {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(name)
  if (mapped === null) return name
  const [high, low] = [Number.parseInt(mapped[1] as string, 16), Number.parseInt(mapped[2] as string, 16)]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}
