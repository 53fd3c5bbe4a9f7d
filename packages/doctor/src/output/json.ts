// Prints findings as JSON.
import { printableJson } from '@traceferry/core/internal'
import type { Diagnosis } from '../diagnose.ts'
import { helpUri, version } from '../version.ts'
import { type PrintableFinding, printableFindings } from './printable-findings.ts'
import { countOf, meshText } from './summary.ts'

/** JSON for programs. `version` is the version of this shape; it changes when a member changes its meaning. */
export function toJson(diagnosis: Diagnosis): string {
  const shape = (finding: PrintableFinding) => ({
    id: finding.rule.id,
    severity: finding.severity,
    title: finding.rule.title,
    message: finding.message,
    fix: finding.fix,
    fixable: finding.edits.length > 0,
    file: finding.file,
    line: finding.line,
    column: finding.column,
    resource: finding.resource && {
      apiVersion: finding.resource.apiVersion,
      kind: finding.resource.kind,
      namespace: finding.resource.namespace,
      name: finding.resource.name,
    },
    helpUri: helpUri(finding.rule.id),
    fingerprint: finding.fingerprint,
  })
  const all = {
    version: 1,
    doctor: version,
    mesh: meshText(diagnosis),
    summary: {
      errors: countOf(diagnosis, 'error'),
      warnings: countOf(diagnosis, 'warning'),
      notes: countOf(diagnosis, 'info'),
      undecided: diagnosis.undecided,
      suppressed: diagnosis.suppressed.length,
      known: diagnosis.known.length,
      resources: diagnosis.world.resources.length,
      configs: diagnosis.world.settings.length,
      processes: diagnosis.world.live.length,
    },
    problems: diagnosis.problems.map(({ code, message }) => ({ code, message })),
    findings: printableFindings(diagnosis.findings).map(shape),
  }
  return `${printableJson(all, 2)}\n`
}
