// What every format prints of a diagnosis. Made here and nowhere else, so that no format can print a secret or a name that
// a terminal would obey: they get these texts and not the findings.
import { printable } from '@traceferry/core/internal'
import { fingerprints } from '../baseline.ts'
import { memoize } from '../memoize.ts'
import type { Resource } from '../read/resource.ts'
import type { Finding, Rule, Severity } from '../rule.ts'
import { excerpt, type Line, ownLine } from './excerpt.ts'

export interface PrintableFinding {
  readonly rule: Rule
  readonly severity: Severity
  readonly message: string
  readonly fix: string
  /** As it is named: for programs that open it. People are shown `where`. */
  readonly file: string
  readonly where: string
  readonly line: number
  readonly column: number
  readonly own: string
  readonly excerpt: readonly Line[]
  readonly resource: Resource | undefined
  /** What `--fix` would write, where nothing of it is a secret. */
  readonly edits: NonNullable<Finding['edits']>
  readonly fingerprint: string
}

const excerptOf = memoize(excerpt)

/** Findings as they may be shown. */
export function printableFindings(findings: readonly Finding[]): PrintableFinding[] {
  const marks = fingerprints(findings)
  return findings.map((finding) => {
    const { rule, severity, place, resource, edits = [] } = finding
    return {
      rule,
      severity,
      message: printable(finding.message),
      fix: printable(finding.fix),
      file: place.source.file,
      where: printable(place.source.file),
      line: place.line,
      column: place.column,
      // Not every format shows the text, which has to be looked at for it.
      get own() {
        return ownLine(place)
      },
      get excerpt() {
        return excerptOf(place)
      },
      resource,
      edits: edits.every(({ text }) => printable(text.replaceAll('\n', '')) === text.replaceAll('\n', '')) ? edits : [],
      fingerprint: marks.get(finding)!,
    }
  })
}
