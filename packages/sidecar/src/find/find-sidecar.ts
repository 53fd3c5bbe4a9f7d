// Finds the sidecar beside this process.
import type { SidecarChoice } from './choose-sidecars.ts'
import { type Sidecar, type SidecarState, stateOf } from './sidecars.ts'

/** Looks for all sidecars at once. Returns the first one that is there, ready or not. */
export async function findSidecar(
  choice: SidecarChoice,
): Promise<{ sidecar: Sidecar; state: Exclude<SidecarState, 'absent'>; url: string } | undefined> {
  const looks = await Promise.all(choice.candidates.map(async (sidecar) => ({ sidecar, ...(await stateOf(sidecar)) })))
  for (const { sidecar, state, url } of looks) if (state !== 'absent') return { sidecar, state, url }
  return undefined
}
