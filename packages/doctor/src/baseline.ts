// A list of findings that were there before: they are counted and not reported, so that a team can start with a clean
// run today and mend the old ones in its own time.
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
 * What tells findings apart, whatever lines are added above them and wherever the file is moved to: the rule, the object
 * (the file's name for what is in no object) and the text of the line, without its secrets: a digest of a weak password can
 * be guessed. Equal ones are numbered.
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

/** The fingerprints of a baseline file. Throws TF805 when it is not one. */
export function readBaseline(file: string): Set<string> {
  try {
    const { version, findings } = JSON.parse(readText(file)) as Baseline
    if (version !== 1 || !Array.isArray(findings)) throw new Error('not a baseline of version 1')
    return new Set(findings.map((one) => one?.fingerprint))
  } catch (error) {
    // A parser quotes what it read, which may be anything.
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
      'name a file that can be written',
    )
  }
}

function subjectOf({ resource, place }: Finding): string {
  if (resource === undefined) return place.source.file.split(/[\\/]/).at(-1)!
  return [resource.kind, resource.namespace, resource.name].filter(Boolean).join('/')
}
