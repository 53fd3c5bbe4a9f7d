// Counts findings, and sums up a run in one line.
import type { Diagnosis } from '../diagnose.ts'
import { versionText } from '../model/mesh.ts'
import type { Severity } from '../rule.ts'

export function countOf({ findings }: Diagnosis, severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length
}

/** `3 errors, 1 warning, 2 notes in 14 objects` */
export function summary(diagnosis: Diagnosis): string {
  const { world, suppressed, known } = diagnosis
  const counts = [
    plural(countOf(diagnosis, 'error'), 'error'),
    plural(countOf(diagnosis, 'warning'), 'warning'),
    plural(countOf(diagnosis, 'info'), 'note'),
  ]
  const inputs = [
    world.resources.length > 0 && plural(world.resources.length, 'object'),
    world.settings.length > 0 && plural(world.settings.length, 'config file'),
    world.live.length > 0 && plural(world.live.length, 'process', 'processes'),
  ].filter(Boolean)
  const silent = [
    suppressed.length > 0 && `${suppressed.length} suppressed`,
    known.length > 0 && `${known.length} in the baseline`,
  ].filter(Boolean)
  const where = inputs.length > 0 ? inputs.join(' and ') : 'nothing that could be read'
  return `${counts.join(', ')} in ${where}${silent.length > 0 ? ` (${silent.join(', ')})` : ''}`
}

/** `Istio 1.30`, `Linkerd 2.20`, both, `none` or `unknown` */
export function meshText({ mesh }: Diagnosis): string {
  const named = [
    mesh.istio.presence === 'yes' && `Istio ${versionText(mesh.istio.version)}`,
    mesh.linkerd.presence === 'yes' && `Linkerd ${versionText(mesh.linkerd.version)}`,
  ].filter(Boolean)
  if (named.length > 0) return named.join(' and ')
  return mesh.istio.presence === 'maybe' ? 'unknown' : 'none'
}

export function plural(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`
}
