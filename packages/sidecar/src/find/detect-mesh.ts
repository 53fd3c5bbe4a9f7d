// Finds out which mesh this process runs in.
import { chooseSidecars } from './choose-sidecars.ts'
import { findSidecar } from './find-sidecar.ts'
import type { SidecarSettings } from './sidecar-options.ts'
import type { MeshName } from './sidecars.ts'

/** How long a sidecar may take to appear, and the pause between two looks, in milliseconds. */
const PATIENCE = 30_000
const PAUSE = 1000

/**
 * Returns a function that finds which mesh this process runs in. The first call looks for it, and all calls share the
 * result. It looks for 30 s, because the sidecar may start after the app, and does not keep the process alive.
 */
export function detectMesh(where: SidecarSettings): () => Promise<MeshName | 'custom' | 'none'> {
  let known: Promise<MeshName | 'custom' | 'none'> | undefined
  return () => (known ??= find(where))
}

async function find(where: SidecarSettings): Promise<MeshName | 'custom' | 'none'> {
  const choice = chooseSidecars(where, 'find')
  if (choice.off !== undefined) return 'none'
  const [first] = choice.candidates
  if (choice.candidates.length === 1 && first !== undefined) return first.mesh
  for (const started = performance.now(); performance.now() - started < PATIENCE; ) {
    const found = await findSidecar(choice)
    if (found !== undefined) return found.sidecar.mesh
    await new Promise((resolve) => setTimeout(resolve, PAUSE).unref())
  }
  return 'none'
}
