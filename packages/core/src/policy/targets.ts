// Decides what may go to which target.
import { show, TraceferryError } from '../shared/errors.ts'
import { canonicalHost, insideRule, isIn } from './hosts.ts'

const net = process.getBuiltinModule('node:net') // see hosts.ts

/** A call's target, as a function among the patterns gets it. The host is canonical: lower case, no brackets. */
export interface Target {
  /** Name or address, without brackets and without the port. */
  readonly host: string
  /** As written in the URL, or the protocol's default. */
  readonly port: number
  /** As in a URL. */
  readonly protocol: string
}

/** `orders.example.com`, `*.example.com`, `10.1.0.0/16`, any of them with `:port`, `all`, or a function. */
export type TargetPattern = string | ((target: Target) => boolean)

/** What may go to a target, and by which rule. */
export interface Verdict {
  readonly ids: boolean
  readonly userData: boolean
  /** In the mesh by its name or address, not because it is listed. */
  readonly inside: boolean
  readonly rule: string
}

type Matcher = (target: Target) => string | undefined

const OUTSIDE: Verdict = Object.freeze({ ids: false, userData: false, inside: false, rule: 'outside the mesh' })
const UNREADABLE: Verdict = Object.freeze({ ids: false, userData: false, inside: false, rule: 'target cannot be read' })
const REMEMBERED = 1000

/**
 * Makes the function that decides what may go to an origin such as `http://orders:8080`. Decisions are remembered by
 * origin, a thousand at most, unless a pattern is a function and could change its mind.
 */
export function createTargets(rules: {
  targets: readonly TargetPattern[]
  ignoreTargets: readonly TargetPattern[]
  userDataTargets: readonly TargetPattern[]
  clusterDomain: string
}): (origin: string) => Verdict {
  const allowed = matcher('targets', rules.targets)
  const ignored = matcher('ignoreTargets', rules.ignoreTargets)
  const trusted = matcher('userDataTargets', rules.userDataTargets)
  const fixed = ![...rules.targets, ...rules.ignoreTargets, ...rules.userDataTargets].some(
    (p) => typeof p === 'function',
  )
  const remembered = new Map<string, Verdict>()

  function decide(origin: string): Verdict {
    const target = readOrigin(origin)
    if (target === undefined) return UNREADABLE
    const ignoring = ignored(target)
    if (ignoring !== undefined)
      return { ids: false, userData: false, inside: false, rule: `ignoreTargets: ${ignoring}` }
    const inside = insideRule({ name: target.host, absolute: target.absolute }, rules.clusterDomain)
    if (inside !== undefined) return { ids: true, userData: true, inside: true, rule: `inside the mesh: ${inside}` }
    const consent = trusted(target)
    const allowing = allowed(target)
    if (consent !== undefined) return { ids: true, userData: true, inside: false, rule: `userDataTargets: ${consent}` }
    return allowing === undefined
      ? OUTSIDE
      : { ids: true, userData: false, inside: false, rule: `targets: ${allowing}` }
  }

  return function verdictFor(origin) {
    const known = remembered.get(origin)
    if (known !== undefined) return known
    const verdict = Object.freeze(decide(origin))
    if (fixed) {
      if (remembered.size >= REMEMBERED) remembered.clear()
      remembered.set(origin, verdict)
    }
    return verdict
  }
}

function readOrigin(origin: string): (Target & { absolute: boolean }) | undefined {
  try {
    const url = new URL(origin)
    const host = canonicalHost(url.hostname)
    if (host === undefined) return undefined
    const port = url.port === '' ? (url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80) : Number(url.port)
    return { host: host.name, absolute: host.absolute, port, protocol: url.protocol }
  } catch {
    return undefined
  }
}

function matcher(option: string, patterns: readonly TargetPattern[]): Matcher {
  const matchers = patterns.map((pattern) => parse(option, pattern))
  return function matchTarget(target) {
    for (const match of matchers) {
      const rule = match(target)
      if (rule !== undefined) return rule
    }
    return undefined
  }
}

function parse(option: string, pattern: TargetPattern): Matcher {
  if (typeof pattern === 'function')
    return (target) => (pattern(target) === true ? pattern.name || 'function' : undefined)
  const refuse = (why: string) =>
    new TraceferryError(
      'TF004',
      `${option} has ${show(pattern)}, ${why}`,
      'write a host, *.suffix, CIDR block, host:port, "all" or a function',
    )
  if (typeof pattern !== 'string') throw refuse('which is no pattern')
  if (pattern === 'all' || pattern === '*') return () => 'all'

  const block = /^(.+)\/(\d{1,3})$/.exec(pattern)
  if (block !== null) return cidr(pattern, block[1] as string, Number(block[2]), refuse)

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

function cidr(pattern: string, address: string, bits: number, refuse: (why: string) => Error): Matcher {
  const kind = net.isIP(address)
  if (kind === 0 || bits > (kind === 4 ? 32 : 128)) throw refuse('which is no CIDR block')
  const list = new net.BlockList()
  list.addSubnet(address, bits, kind === 4 ? 'ipv4' : 'ipv6')
  return ({ host }) => (isIn(list, host) ? pattern : undefined)
}

/** Like a target list, for the addresses of peers that may hand in headers. */
export function createTrust(trust: readonly string[] | ((address: string) => boolean)): (address: string) => boolean {
  if (typeof trust === 'function') return trust
  const match = matcher('trust', trust)
  return (address) => {
    const host = canonicalHost(address)
    return host !== undefined && match({ host: host.name, port: 0, protocol: '' }) !== undefined
  }
}
