// Prints findings for GitHub Actions.
import type { Diagnosis } from '../diagnose.ts'
import type { Severity } from '../rule.ts'
import { printableFindings } from './printable-findings.ts'
import { summary } from './summary.ts'

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' }

/** Prints workflow commands, which GitHub shows next to the changed lines of a pull request. */
export function toGithub(diagnosis: Diagnosis): string {
  const lines = printableFindings(diagnosis.findings).map(({ severity, where, line, column, rule, message, fix }) => {
    const at = { file: where, line, col: column, title: `${rule.id} ${rule.title}` }
    const properties = Object.entries(at).map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    return `::${commands[severity]} ${properties.join(',')}::${escapeData(`${message}. Fix: ${fix}`)}`
  })
  const problems = diagnosis.problems.map(({ code, message }) => `::error title=${code}::${escapeData(message)}`)
  return `${[...lines, ...problems, summary(diagnosis)].join('\n')}\n`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
