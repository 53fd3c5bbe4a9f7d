// The CRDs and then every overlay, one after the other, on one API server.
import { step } from '../shared/steps.js'
import { findCrds } from './crds.js'
import { applyOverlay, overlays, removeOverlay } from './overlays.js'

export function applyCrds(kubectl) {
  return step('Applying the CRDs of Istio and the Gateway API', async () => {
    const files = (await findCrds()).flatMap((file) => ['-f', file])
    await kubectl(['apply', '--server-side', ...files])
    await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
  })
}

/** @returns by overlay what applyOverlay() says of it. The last one is still there. */
export async function applyAll(kubectl) {
  const results = {}
  for (const name of overlays) {
    results[name] = await step(`Applying overlays/${name}: dry run, mistakes, for real`, () =>
      applyOverlay(kubectl, name),
    )
    if (name !== overlays.at(-1) && !results[name].refusal) await removeOverlay(kubectl, name)
  }
  return results
}

/** Everything taken, every mistake refused, and stored is what was sent. */
export function isAccepted({ objects, accepted, mistakes, missed, differ }) {
  return accepted === objects && mistakes > 0 && missed.length === 0 && differ === 0
}
