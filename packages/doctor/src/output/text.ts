// Prints findings as text for people.
import type { createColors } from 'picocolors'
import type { Diagnosis } from '../diagnose.ts'
import type { Severity } from '../rule.ts'
import { type PrintableFinding, printableFindings } from './printable-findings.ts'
import { meshText, summary } from './summary.ts'

export type Colors = ReturnType<typeof createColors>

/** Text for people: each finding with its lines and what to write instead. */
export function toText(diagnosis: Diagnosis, colors: Colors): string {
  const blocks = printableFindings(diagnosis.findings).map((one) => block(one, colors))
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

function block(
  { where, line, column, severity, rule, message, fix, excerpt }: PrintableFinding,
  colors: Colors,
): string {
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
  return `${head}\n${lines.join('\n')}\n  ${green('fix:')} ${fix}\n`
}
