// Decides which hosts are inside the mesh.
import type { BlockList } from 'node:net'

// Not imported: for each imported builtin module, Node makes a second list of all its exports, which takes a millisecond of startup
// for this one.
const { isIP } = process.getBuiltinModule('node:net')

// Names come from the WHATWG URL parser, so odd spellings (0x7f.1, ORDERS, punycode, userinfo) are resolved the way the
// client itself resolves them.

// Compared as text, because a canonical address has only one spelling. Node's BlockList gives the same answers
// (test/hosts.test.ts), but takes 4 million instructions at startup and at the first call.
const PRIVATE = /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./
const UNIQUE_LOCAL = /^f[cd][0-9a-f]{2}:/

// Cloud metadata servers hand out credentials and need no trace. Most of their addresses are link-local, and Alibaba's
// 100.100.100.200 and Azure's 168.63.129.16 are not private: all of those are outside the mesh anyway. The ones below
// are in ranges that count as inside. AWS keeps its services under fd00:ec2: metadata at ::254
// (docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html), and EKS Pod Identity, which gives a
// process its role, at ::23 (docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html).
const AWS_METADATA = 'fd00:ec2:'
const metadata = [
  'fd20:ce::254', // Google: cloud.google.com/compute/docs/metadata/querying-metadata
  'fd00:c1::a9fe:a9fe', // Oracle: oci/auth/signers/instance_principals_security_token_signer.py in oracle/oci-python-sdk
  'fd00:42::42', // Scaleway: docs.cloud-init.io/en/latest/reference/datasources/scaleway.html
  'fd00:a9fe:a9fe::1', // Akamai (Linode): docs.cloud-init.io/en/latest/reference/datasources/akamai.html
  'fd00:100::100:200', // Alibaba: 100.100.100.200 over IPv6
]

// By name, alone or with a suffix from a resolver's search list (`instance-data.eu-west-1.compute.internal`): Google's
// `metadata`, which others have copied, EC2's `instance-data`, and CloudStack's `data-server` (both: cloud-init's data
// sources).
const METADATA = /^(?:(?:metadata|instance-data)(?:\..*)?\.internal|metadata|instance-data|data-server)$/

const suffixes = ['.svc', '.svc.cluster.local', '.local', '.internal', '.localhost']

/**
 * The host in canonical form: without brackets, zone and trailing dot, and with IPv4 as IPv4. Undefined if no URL could
 * hold it. `absolute` says whether it had a trailing dot.
 */
export function canonicalHost(host: string): { name: string; absolute: boolean } | undefined {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  const zone = bare.indexOf('%')
  const literal = zone >= 0 && isIP(bare) === 6 ? bare.slice(0, zone) : bare
  // Characters that would end or split the host in a URL. Such a name is a trick or a mistake, and gets no headers.
  if (literal === '' || /[\s/\\?#@<>^|%]|[^!-~\xa0-\uffff]/.test(literal)) return undefined
  try {
    const parsed = new URL(isIP(literal) === 6 ? `http://[${literal}]` : `http://${literal}`)
    if (parsed.port !== '' || parsed.pathname !== '/') return undefined
    const canonical = parsed.hostname.startsWith('[') ? parsed.hostname.slice(1, -1) : parsed.hostname
    // The URL parser accepts "orders*", "orders,stock", ".svc" and "a..svc", but they are not names of hosts.
    if (!/^[a-z0-9:_-]+(?:\.[a-z0-9:_-]+)*\.?$/.test(canonical)) return undefined
    const absolute = canonical.endsWith('.')
    return { name: unmapped(absolute ? canonical.slice(0, -1) : canonical), absolute }
  } catch {
    return undefined
  }
}

/** The rule by which a host is inside the mesh, or undefined if it is not. Link-local addresses are outside. */
export function insideRule(host: { name: string; absolute: boolean }, clusterDomain: string): string | undefined {
  const { name, absolute } = host
  if (isIP(name) !== 0) return isInside(name) ? 'private or loopback address' : undefined
  if (METADATA.test(name)) return undefined
  if (name === 'localhost') return 'localhost'
  // "orders" is found through the cluster's search path. "ai." is absolute, and a public top-level domain.
  if (!name.includes('.')) return absolute ? undefined : 'name without a dot'
  const suffix =
    suffixes.find((s) => name.endsWith(s)) ?? (name.endsWith(`.${clusterDomain}`) ? `.${clusterDomain}` : undefined)
  return suffix === undefined ? undefined : `*${suffix}`
}

function isInside(address: string): boolean {
  if (address.includes('.')) return PRIVATE.test(address)
  if (address === '::1') return true
  return UNIQUE_LOCAL.test(address) && !address.startsWith(AWS_METADATA) && !metadata.includes(address)
}

/** Whether the address is in the list. */
export function isIn(list: BlockList, address: string): boolean {
  const kind = isIP(address)
  return kind !== 0 && list.check(address, kind === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Turns an IPv4 address that is written as IPv6 (::ffff:10.0.0.1) back into IPv4. Node's servers on all addresses name
 * their IPv4 peers this way, and `trust: ['127.0.0.1']` did not match them.
 */
function unmapped(name: string): string {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(name)
  if (mapped === null) return name
  const [high, low] = [Number.parseInt(mapped[1] as string, 16), Number.parseInt(mapped[2] as string, 16)]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}
