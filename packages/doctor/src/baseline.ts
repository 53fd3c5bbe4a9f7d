// Reads and writes a baseline: a list of known findings that the doctor counts but does not print, so that a team can
// start with a clean run today and fix the old findings later.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { printableJson } from '@traceferry/core/internal'
import { DoctorError, quote } from './errors.ts'
import { maskedLine } from './output/excerpt.ts'
import { failureText, readText } from './read/read-text.ts'
import type { Finding } from './rule.ts'

interface Baseline {
  readonly version: 1
  readonly findings: readonly { readonly id: string; readonly of: string; readonly fingerprint: string }[]
}

/**
 * Identifies findings by the rule, the object (or the file name, when a finding has no object) and the text of the line. A
 * fingerprint stays the same when lines are added above it or the file moves. Secrets are masked first, because a digest of a
 * weak password can be guessed. Equal fingerprints get a number.
 */
export function fingerprints(findings: readonly Finding[]): Map<Finding, string> {
  const seen = new Map<string, number>()
  return new Map(
    findings.map((finding) => {
      const { rule, place } = finding
      const text = [rule.id, subjectOf(finding), maskedLine(place).trim()].join('\n')
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
      const n = seen.get(hash) ?? 0
      seen.set(hash, n + 1)
      return [finding, n === 0 ? hash : `${hash}-${n}`]
    }),
  )
}

/** The fingerprints in a baseline file. Throws TF805 for any other file. */
export function readBaseline(file: string): Set<string> {
  try {
    const { version, findings } = JSON.parse(readText(file)) as Baseline
    if (version !== 1 || !Array.isArray(findings)) throw new Error('not a baseline of version 1')
    return new Set(findings.map((one) => one?.fingerprint))
  } catch (error) {
    // The parser's own message quotes the file, which may hold secrets.
    const why = error instanceof SyntaxError ? 'not JSON' : failureText(error)
    const problem = `cannot read the baseline ${quote(file)}: ${why}`
    throw new DoctorError('TF805', problem, 'write one with --write-baseline')
  }
}

export function writeBaseline(file: string, findings: readonly Finding[]): void {
  const entries = [...fingerprints(findings)].map(([finding, fingerprint]) => {
    return { id: finding.rule.id, of: subjectOf(finding), fingerprint }
  })
  try {
    writeFileSync(file, `${printableJson({ version: 1, findings: entries } satisfies Baseline, 2)}\n`)
  } catch (error) {
    throw new DoctorError(
      'TF808',
      `cannot write the baseline ${quote(file)}: ${failureText(error)}`,
      'name a file that you can write to',
    )
  }
}

function subjectOf({ resource, place }: Finding): string {
  if (resource === undefined) return place.source.file.split(/[\\/]/).at(-1)!
  return [resource.kind, resource.namespace, resource.name].filter(Boolean).join('/')
}
