// Makes what every format prints of a finding. Formats get these texts and not the findings, so that none can print a secret
// or a terminal control character.
import { printable } from '@traceferry/core/internal'
import { fingerprints } from '../baseline.ts'
import { memoize } from '../memoize.ts'
import type { Resource } from '../read/resource.ts'
import type { Finding, Rule, Severity } from '../rule.ts'
import { excerpt, type Line, printableLine } from './excerpt.ts'

export interface PrintableFinding {
  readonly rule: Rule
  readonly severity: Severity
  readonly message: string
  readonly fix: string
  /** The name of the file as it is, for programs that open it. People see `where`. */
  readonly file: string
  readonly where: string
  readonly line: number
  readonly column: number
  readonly lineText: string
  readonly excerpt: readonly Line[]
  readonly resource: Resource | undefined
  /** What `--fix` would write. Empty when it holds a secret. */
  readonly edits: NonNullable<Finding['edits']>
  readonly fingerprint: string
}

const excerptOf = memoize(excerpt)

/** The findings in a form that is safe to print. */
export function printableFindings(findings: readonly Finding[]): PrintableFinding[] {
  const prints = fingerprints(findings)
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
      // Computed only when read, because not every format shows the text.
      get lineText() {
        return printableLine(place)
      },
      get excerpt() {
        return excerptOf(place)
      },
      resource,
      edits: edits.every(({ text }) => printable(text.replaceAll('\n', '')) === text.replaceAll('\n', '')) ? edits : [],
      fingerprint: prints.get(finding)!,
    }
  })
}
