// Which hosts are inside, read a second time: from the promise, with none of our code and no URL parser, by numbers. The fuzz
// judges by this result; if neither answer would be wrong, it says "either".
import { domainToASCII } from 'node:url'

const suffixes = ['svc', 'svc.cluster.local', 'local', 'internal', 'localhost']

// They hand out credentials, and stand at names or addresses that look private.
const metadataNames = ['metadata.google.internal', 'instance-data.ec2.internal', 'metadata.internal']
// Short for the same, where a search path says so.
const eitherNames = [
  'metadata',
  'instance-data',
  'instance-data.internal',
  'metadata.azure.internal',
  'metadata.platformequinix.internal',
]

/**
 * "inside", "outside" or "either", of a name or address as it is looked up or connected to.
 * @param {unknown} host
 * @returns {'inside' | 'outside' | 'either'}
 */
export function readingOf(host) {
  if (typeof host !== 'string' || host === '') return 'either'
  const v6 = bytesOfIPv6(host.split('%')[0])
  if (v6 !== undefined) return readingOfIPv6(v6)
  // An address as a URL has it is looked up as a name, and found nowhere.
  if (/^\[[0-9a-f:.]+(%.*)?\]$/i.test(host)) return 'either'
  // What ends or splits the host in a URL: wherever such a name leads, it was not requested.
  if (/[\s\p{Cc}#/:<>?@[\\\]^|%]/u.test(host)) return 'outside'
  const ascii = domainToASCII(host)
  // No two Nodes agree on which names are illegal.
  if (ascii === '' || /xn--|[^a-z0-9_.-]/i.test(ascii)) return 'either'
  const v4 = bytesOfIPv4(ascii)
  return v4 === undefined ? readingOfName(ascii.toLowerCase()) : readingOfIPv4(v4)
}

function readingOfName(ascii) {
  const absolute = ascii.endsWith('.')
  const name = absolute ? ascii.slice(0, -1) : ascii
  const labels = name.split('.')
  if (metadataNames.includes(name)) return 'outside'
  if (labels.includes('') || eitherNames.includes(name)) return 'either'
  if (name === 'localhost') return 'inside'
  // A suffix alone is not a name.
  if (labels.length === 1) return absolute ? 'outside' : 'inside'
  return suffixes.some((suffix) => name.endsWith(`.${suffix}`)) ? 'inside' : 'outside'
}

/** @param {readonly number[]} bytes */
function readingOfIPv4([a, b, c, d]) {
  // Leads to this machine on Linux, but is not an address to call.
  if (a + b + c + d === 0) return 'either'
  const inside = a === 10 || a === 127 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b < 32)
  return inside ? 'inside' : 'outside'
}

function readingOfIPv6(bytes) {
  const zeros = bytes.findIndex((byte) => byte !== 0)
  if (zeros < 0) return 'either'
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255)
    return readingOfIPv4(bytes.slice(12))
  if (zeros === 15 && bytes[15] === 1) return 'inside'
  const text = Buffer.from(bytes).toString('hex')
  if (text === 'fd000ec2000000000000000000000254' || text === 'fd2000ce000000000000000000000254') return 'outside'
  // Beside the one of AWS there are more of its services.
  if (text.startsWith('fd000ec2')) return 'either'
  return (bytes[0] & 0xfe) === 0xfc ? 'inside' : 'outside'
}

/** An IPv4 address in any of the spellings that getaddrinfo takes: one to four parts, decimal, octal or hex. */
export function bytesOfIPv4(text) {
  const parts = text.replace(/\.$/, '').split('.')
  if (parts.length > 4 || !parts.every((part) => /^(0x[0-9a-f]*|\d+)$/i.test(part))) return undefined
  const numbers = parts.map((part) =>
    /^0x/i.test(part)
      ? Number(`${part}${part.length === 2 ? '0' : ''}`)
      : /^0\d/.test(part)
        ? octal(part)
        : Number(part),
  )
  const last = numbers.pop()
  if (numbers.some((n) => !(n < 256)) || !(last < 256 ** (4 - numbers.length))) return undefined
  const tail = Array.from(
    { length: 4 - numbers.length },
    (_, i) => Math.floor(last / 256 ** (3 - numbers.length - i)) % 256,
  )
  return [...numbers, ...tail]
}

const octal = (part) => (/^[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number.NaN)

/** The sixteen bytes of an IPv6 address. */
function bytesOfIPv6(bare) {
  if (!/^[0-9a-f:.]+$/i.test(bare) || !bare.includes(':')) return undefined
  const halves = bare.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(groupOf)))
  if ([...head, ...(tail ?? [])].includes(undefined)) return undefined
  const missing = 16 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return tail === undefined ? head : [...head, ...Array(missing).fill(0), ...tail]
}

function groupOf(group) {
  if (/^\d+(\.\d+){3}$/.test(group)) return bytesOfIPv4(group) ?? [undefined]
  if (!/^[0-9a-f]{1,4}$/i.test(group)) return [undefined]
  const number = Number.parseInt(group, 16)
  return [number >> 8, number & 255]
}
