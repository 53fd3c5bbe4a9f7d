// The ways out of this process that the forwarders could not reach.
import { mainGlobal } from './main-global.ts'
import { slot } from './slot.ts'

// For all copies of this package: one installs, and another explains.
const reasons: Map<string, string> = slot(Symbol.for('traceferry.left-out.v1'), () => new Map(), mainGlobal)

/** Records that calls through a client carry nothing on this runtime, and why. */
export function leaveOut(client: string, why: string): void {
  reasons.set(client, why)
}

/** Clears the record when everything is uninstalled. */
export function leaveNothingOut(): void {
  reasons.clear()
}

/** What cannot be reached, by client, with the reason. */
export function leftOut(): ReadonlyMap<string, string> {
  return reasons
}
