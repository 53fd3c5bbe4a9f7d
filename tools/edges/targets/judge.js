// What one request may carry: nothing on a socket that leads outside, nothing where its own head names a host outside, and all of
// it where every name is inside.
import { readingOf } from './reading.js'

// Whatever stands in a value of the request that the calls are made in.
export const canaries = ['canary', '4bf92f3577b34da6a3ce929d0e0e4736']
const all = [
  'x-request-id: canary-request-id',
  'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736',
  'tracestate: canary=state',
  'baggage: user=canary',
]

/**
 * What a request on a socket of this reading carried; `wrong` is a word for what is wrong, or undefined.
 * @param {string} reading
 * @param {{ method?: string, target?: string, lines: string[], authority?: string }} request
 * @returns {{ n: number | undefined, carried: boolean, seen: object, wrong: string | undefined }}
 */
export function judge(reading, { method, target = '', lines, authority }) {
  const n = numberIn(lines)
  const text = `${target}\n${lines.join('\n')}`
  const carried = canaries.some((canary) => text.includes(canary))
  const names = namesIn(target, lines, authority)
  const seen = { socket: reading, target, names }
  if (reading === 'outside') return { n, carried, seen, wrong: carried ? 'sent to a socket outside' : undefined }
  const named = names.map(readingOfAuthority)
  if (named.includes('outside'))
    return { n, carried, seen, wrong: carried ? 'sent to a name outside, over a socket inside' : undefined }
  const must =
    reading === 'inside' && named.every((each) => each === 'inside') && method !== 'CONNECT' && n !== undefined
  const whole = all.every((line) => lines.some((each) => each.startsWith(line)))
  return { n, carried, seen, wrong: must && !whole ? 'inside, and not sent' : undefined }
}

function numberIn(lines) {
  for (const line of lines) {
    const found = /^x-n: (\d+)$/i.exec(line)
    if (found !== null) return Number(found[1])
  }
  return undefined
}

/** All hosts that a head names: by Host, by :authority, by an absolute target. */
function namesIn(target, lines, authority) {
  const names = lines.filter((line) => /^host:/i.test(line)).map((line) => line.slice(5).trim())
  if (authority !== undefined) names.push(authority)
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/([^/\\?#]*)/i.exec(target)?.[1]
  if (absolute !== undefined) names.push(absolute.slice(absolute.lastIndexOf('@') + 1))
  // What only some would read as a full URL, or one with a user in it, may count as a trick.
  if (absolute?.includes('@') || (absolute === undefined && /^[a-z]+:/i.test(target)) || target.includes('\\'))
    names.push('')
  return names
}

/** The reading of a host with or without a port, as it is on the wire. */
export function readingOfAuthority(text) {
  // An address without the brackets that it must have, or with a zone, or bytes that each server reads in its own way.
  if (text === '' || /[\x80-\xff]|^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*(%.*)?$|^\[.*%.*\]/i.test(text)) return 'either'
  const [, address, name] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(text) ?? []
  if (address !== undefined) return address.includes(':') ? readingOf(address) : 'either'
  return name === undefined ? 'outside' : readingOf(name)
}
