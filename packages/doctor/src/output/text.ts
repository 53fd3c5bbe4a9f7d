import type { createColors } from 'picocolors'
import type { Diagnosis } from '../diagnose.ts'
import { lineText } from '../read/source.ts'
import type { Finding, Severity } from '../rule.ts'
import { meshText, summary } from './summary.ts'

export type Colors = ReturnType<typeof createColors>

/** For people: each finding with the lines it is about and what to write instead. */
export function toText(diagnosis: Diagnosis, colors: Colors): string {
  const blocks = diagnosis.findings.map((finding) => block(finding, colors))
  const end = [`Mesh: ${meshText(diagnosis)}. ${summary(diagnosis)}.`]
  if (diagnosis.undecided > 0) {
    end.push(
      `${diagnosis.undecided} of the notes depend on the mesh: say which with --mesh istio@1.30, linkerd@2.20 or none.`,
    )
  }
  const fixable = diagnosis.findings.filter(({ edits }) => edits?.length).length
  if (fixable > 0)
    end.push(`${fixable} can be mended with --fix. traceferry doctor explain TF... tells more about a rule.`)
  return `${[...blocks, end.join('\n')].join('\n')}\n`
}

function block({ place, severity, rule, message, fix }: Finding, colors: Colors): string {
  const { bold, dim, green } = colors
  const paint: Record<Severity, (text: string) => string> = {
    error: colors.red,
    warning: colors.yellow,
    info: colors.cyan,
  }
  const head = `${bold(`${place.source.file}:${place.line}:${place.column}`)} ${paint[severity](severity)} ${rule.id} ${message}`
  const from = Math.max(1, place.line - 1)
  const width = String(place.line + 1).length
  const lines: string[] = []
  for (let line = from; line <= place.line + 1; line++) {
    const text = lineText(place.source, line)
    if (line !== place.line && text.trim() === '') continue
    const shown = text.length > 140 ? `${text.slice(0, 137)}...` : text
    const mark = line === place.line
    lines.push(`${mark ? '>' : ' '} ${dim(`${String(line).padStart(width)} |`)} ${mark ? shown : dim(shown)}`)
  }
  return `${head}\n${lines.join('\n')}\n  ${green('fix:')} ${fix}\n`
}
