// Patterns for targets, and for trusted peers.
import { list, wrong } from '../shared/option-readers.ts'
import type { Given, Reader } from '../shared/read-options.ts'
import { canonicalHost, isIn } from './hosts.ts'
import type { Target, TargetPattern } from './target.ts'

const net = process.getBuiltinModule('node:net') // see hosts.ts

/** A pattern, ready to match. */
export interface Pattern {
  /** The pattern as written, if the target matches; otherwise undefined. */
  readonly match: (target: Target) => string | undefined
  /** Whether it gives the same result for a target each time: a function may not. */
  readonly fixed: boolean
}

/** Reads a list of patterns, or `all`. */
export const readPatterns: Reader<readonly Pattern[]> = (given) =>
  list(readPattern)(given.value === 'all' ? { ...given, value: ['all'], fromVariable: false } : given)

/** Like a target list, for the addresses of peers whose headers are accepted. */
export const readTrust: Reader<(address: string) => boolean> = (given) => {
  if (typeof given.value === 'function') return given.value as (address: string) => boolean
  const patterns = list(readAddress)(given)
  return (address) => {
    const host = canonicalHost(address)
    return host !== undefined && firstMatch(patterns, { host: host.name, port: 0, protocol: '' }) !== undefined
  }
}

/** The first pattern that a target matches, as written. */
export function firstMatch(patterns: readonly Pattern[], target: Target): string | undefined {
  for (const { match } of patterns) {
    const rule = match(target)
    if (rule !== undefined) return rule
  }
  return undefined
}

/** A peer has only an address: a name or a port would match none. */
function readAddress(given: Given): Pattern {
  const { value } = given
  const bare = typeof value === 'string' ? value.replace(/^\[(.*)\]$/, '$1') : ''
  if (value === 'all' || bare.includes('/') || net.isIP(bare) !== 0) return readPattern(given)
  throw wrong('TF004', given, 'write addresses or CIDR blocks, such as 10.0.0.0/8', 'which is not an address')
}

function readPattern(given: Given): Pattern {
  const pattern = given.value as TargetPattern
  if (typeof pattern !== 'function') return { match: matchText(given), fixed: true }
  const name = pattern.name || 'function'
  return { match: (target) => (pattern(target) === true ? name : undefined), fixed: false }
}

function matchText(given: Given): Pattern['match'] {
  const pattern = given.value
  const cure = 'write a host, *.suffix, CIDR block, host:port, "all" or a function'
  const refuse = (why: string) => wrong('TF004', given, cure, why)
  if (typeof pattern !== 'string') throw refuse('which is not a pattern')
  if (pattern === 'all' || pattern === '*') return () => 'all'

  const block = /^(.+)\/(\d{1,3})$/.exec(pattern)
  if (block !== null) return matchBlock(pattern, block[1] as string, Number(block[2]), refuse)

  const [, hostPart = '', portPart] =
    /^(\[[^\]]*\]|[^:]*|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*)(?::(\d+))?$/i.exec(pattern) ?? []
  const port = portPart === undefined ? undefined : Number(portPart)
  if (port !== undefined && (port < 1 || port > 65535)) throw refuse('whose port is not 1 to 65535')
  const wild = hostPart.startsWith('*.')
  const host = canonicalHost(wild ? hostPart.slice(2) : hostPart)?.name
  if (host === undefined || host.includes('*')) throw refuse('which is not the name of a host')
  return ({ host: name, port: p }) => {
    const named = wild ? name.endsWith(`.${host}`) : name === host
    return named && (port === undefined || port === p) ? pattern : undefined
  }
}

function matchBlock(pattern: string, address: string, bits: number, refuse: (why: string) => Error): Pattern['match'] {
  const kind = net.isIP(address)
  if (kind === 0 || bits > (kind === 4 ? 32 : 128)) throw refuse('which is not a CIDR block')
  const blocks = new net.BlockList()
  blocks.addSubnet(address, bits, kind === 4 ? 'ipv4' : 'ipv6')
  return ({ host }) => (isIn(blocks, host) ? pattern : undefined)
}
