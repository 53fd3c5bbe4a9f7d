import { slot } from './slot.ts'
import { version } from './version.ts'
import { warnOnce } from './warn-once.ts'

// The versions of this package in the process. Noted when one is loaded: a copy may forward and never make a policy.
const versions: Set<string> = slot(Symbol.for('traceferry.versions.v1'), () => new Set())
versions.add(version)

/**
 * Warns once per process when another version of this package is loaded, too: they share one context, and whichever
 * came first forwards for both, by its own rules.
 */
export function warnOfVersions(): void {
  if (versions.size < 2) return
  warnOnce(
    'TF012',
    `@traceferry/core is loaded in versions ${[...versions].sort().join(' and ')}; headers go on, by the rules of the one that was first. Bring all @traceferry packages to one version: npm ls @traceferry/core`,
  )
}
