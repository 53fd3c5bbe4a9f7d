import { BlockList, isIPv4 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalHost, insideRule } from '../src/policy/hosts.ts'

// Which addresses are inside is decided by their text. Node's own list of blocks has to agree.

const inside = new BlockList()
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
const metadata = new BlockList()
metadata.addSubnet('fd00:ec2::', 32, 'ipv6')
for (const address of ['fd20:ce::254', 'fd00:c1::a9fe:a9fe', 'fd00:42::42', 'fd00:a9fe:a9fe::1', 'fd00:100::100:200']) {
  metadata.addAddress(address, 'ipv6')
}

function isListed(address: string): boolean {
  const kind = isIPv4(address) ? 'ipv4' : 'ipv6'
  return inside.check(address, kind) && !metadata.check(address, kind)
}

const edges = [0, 1, 9, 10, 11, 15, 16, 31, 32, 100, 126, 127, 128, 168, 169, 172, 192, 255]
const octet = fc.oneof(fc.constantFrom(...edges), fc.nat(255))
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'))
const groups = [
  '0',
  '1',
  '42',
  '100',
  '200',
  '254',
  'a9fe',
  'c1',
  'ce',
  'ec2',
  'ec',
  'ec20',
  'fbff',
  'fc00',
  'fd00',
  'fd20',
  'fdff',
  'fe00',
  'ffff',
]
const group = fc.oneof(
  fc.constantFrom(...groups),
  fc.nat(0xffff).map((value) => value.toString(16)),
)
const ipv6 = fc
  .tuple(fc.array(group, { maxLength: 3 }), fc.array(group, { maxLength: 3 }))
  .map(([start, end]) => `${start.join(':')}::${end.join(':')}`)

test.each([
  ['IPv4', ipv4],
  ['IPv6', ipv6],
])('%s addresses are inside as by a BlockList', (_, addresses) => {
  fc.assert(
    fc.property(addresses, (address) => {
      const host = canonicalHost(address)
      expect(host, address).toBeDefined()
      if (host !== undefined) expect(insideRule(host, 'cluster.local') !== undefined, address).toBe(isListed(host.name))
    }),
    { numRuns: 5000 },
  )
})

test('every control character and every mark that ends a host is no part of one', () => {
  for (let code = 0; code < 0xa0; code++) {
    if (code > 0x20 && code < 0x7f) continue
    expect(canonicalHost(`a${String.fromCharCode(code)}b`), code.toString(16)).toBeUndefined()
  }
  for (const mark of '/\\?#@<>^|%\u2028\u2029\ufeff\u00a0') expect(canonicalHost(`a${mark}b`)).toBeUndefined()
  expect(canonicalHost('bücher.svc')?.name).toBe('xn--bcher-kva.svc')
})
