// Warns when two versions of this package are loaded.
import { slot } from './slot.ts'
import { version } from './version.ts'
import { warnOnce } from './warn-once.ts'

// All versions of this package in the process. A version is added when it loads, because a copy may forward without ever creating a policy.
const versions: Set<string> = slot(Symbol.for('traceferry.versions.v1'), () => new Set())
versions.add(version)

/**
 * Warns once per process if another version of this package is also loaded. They share one context, and the one that
 * was loaded first forwards for both, by its own rules.
 */
export function warnOfVersions(): void {
  if (versions.size < 2) return
  warnOnce(
    'TF012',
    `@traceferry/core is loaded in versions ${[...versions].sort().join(' and ')}; headers are forwarded by the rules of the first one. Bring all @traceferry packages to one version: npm ls @traceferry/core`,
  )
}
