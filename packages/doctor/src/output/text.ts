// Prints findings as text for people.
import type { createColors } from 'picocolors'
import type { Diagnosis } from '../diagnose.ts'
import { grouped } from '../model/grouped.ts'
import type { Severity } from '../rule.ts'
import { type PrintableFinding, printableFindings } from './printable-findings.ts'
import { meshText, plural, summary } from './summary.ts'

export type Colors = ReturnType<typeof createColors>

/** Text for people: each finding with its lines and what to write instead. The same finding in many places is printed once. */
export function toText(diagnosis: Diagnosis, colors: Colors): string {
  const groups = grouped(printableFindings(diagnosis.findings), ({ rule, severity, message, fix }) => [
    JSON.stringify([rule.id, severity, message, fix]),
  ])
  const blocks = [...groups.values()].map(([first, ...others]) => block(first!, others, colors))
  const end = [`Mesh: ${meshText(diagnosis)}. ${summary(diagnosis)}.`]
  if (diagnosis.undecided > 0) {
    end.push(
      `${diagnosis.undecided} of the notes depend on the mesh: name it with --mesh istio@1.30, linkerd@2.20 or none.`,
    )
  }
  const fixable = diagnosis.findings.filter(({ edits }) => edits?.length).length
  if (fixable > 0)
    end.push(`${fixable} can be fixed with --fix. traceferry doctor explain TF... tells more about a rule.`)
  return `${[...blocks, end.join('\n')].join('\n')}\n`
}

function block(finding: PrintableFinding, others: readonly PrintableFinding[], colors: Colors): string {
  const { where, line, column, severity, rule, message, fix, excerpt } = finding
  const { bold, dim, green } = colors
  const paint: Record<Severity, (text: string) => string> = {
    error: colors.red,
    warning: colors.yellow,
    info: colors.cyan,
  }
  const head = `${bold(`${where}:${line}:${column}`)} ${paint[severity](severity)} ${rule.id} ${message}`
  const width = String(line + 1).length
  const lines = excerpt
    .filter((one) => one.line === line || one.text.trim() !== '')
    .map((one) => {
      const mark = one.line === line
      return `${mark ? '>' : ' '} ${dim(`${String(one.line).padStart(width)} |`)} ${mark ? one.text : dim(one.text)}`
    })
  const more =
    others.length > 0 ? [`  ${dim(`also in ${plural(others.length, 'more place')}:`)} ${placesText(others)}`] : []
  return `${[head, ...lines, ...more].join('\n')}\n  ${green('fix:')} ${fix}\n`
}

/** `a.yaml:3, 7, 9, b.yaml:12` */
function placesText(findings: readonly PrintableFinding[]): string {
  const byFile = grouped(findings, ({ where }) => [where])
  return [...byFile]
    .map(([where, all]) => `${where}:${[...new Set(all.map(({ line }) => line))].join(', ')}`)
    .join(', ')
}
