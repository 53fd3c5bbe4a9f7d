// Decides what may go to which target.
import { canonicalHost, insideRule } from './hosts.ts'
import { firstMatch, type Pattern } from './read-pattern.ts'
import type { Target } from './target.ts'

/** What may go to a target, and by which rule. */
export interface Verdict {
  /** Whether ids may go. */
  readonly ids: boolean
  /** Whether user data and baggage may go too. */
  readonly userData: boolean
  /** In the mesh by its name or address, not because it is listed. */
  readonly inside: boolean
  /** The rule that decided, in words. */
  readonly rule: string
}

const OUTSIDE: Verdict = Object.freeze({ ids: false, userData: false, inside: false, rule: 'outside the mesh' })
const UNREADABLE: Verdict = Object.freeze({ ids: false, userData: false, inside: false, rule: 'target cannot be read' })
const REMEMBERED = 1000

/**
 * Makes the function that decides what may go to an origin such as `http://orders:8080`. Decisions are remembered by
 * origin, a thousand at most, unless a pattern is a function, whose result could change.
 */
export function createTargets(rules: {
  targets: readonly Pattern[]
  ignoreTargets: readonly Pattern[]
  userDataTargets: readonly Pattern[]
  clusterDomain: string
}): (origin: string) => Verdict {
  const { targets, ignoreTargets, userDataTargets } = rules
  const fixed = [...targets, ...ignoreTargets, ...userDataTargets].every((pattern) => pattern.fixed)
  const remembered = new Map<string, Verdict>()

  function decide(origin: string): Verdict {
    const target = readOrigin(origin)
    if (target === undefined) return UNREADABLE
    const ignoring = firstMatch(ignoreTargets, target)
    if (ignoring !== undefined)
      return { ids: false, userData: false, inside: false, rule: `ignoreTargets: ${ignoring}` }
    const inside = insideRule({ name: target.host, absolute: target.absolute }, rules.clusterDomain)
    if (inside !== undefined) return { ids: true, userData: true, inside: true, rule: `inside the mesh: ${inside}` }
    const consent = firstMatch(userDataTargets, target)
    const allowing = firstMatch(targets, target)
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
