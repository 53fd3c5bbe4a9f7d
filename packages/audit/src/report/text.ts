// For people at a terminal: the table, the tree, the fixes.
import { printable } from '@traceferry/core/internal'
import Table from 'cli-table3'
import type { createColors } from 'picocolors'
import { label } from './label.ts'
import type { Report, Workload } from './shape.ts'
import { summaryOf } from './summary.ts'
import { isBroken, treeOf } from './tree.ts'
import { cureText, HEADERS, kindsText, rate, traceLink } from './words.ts'

export type Colors = ReturnType<typeof createColors>

export interface Shown {
  readonly colors: Colors
  /** `{traceId}` in it stands for the id. */
  readonly link?: string | undefined
}

export function toText(report: Report, { colors, link }: Shown): string {
  const { bold, dim } = colors
  const parts = [tableOf(report, colors), `${bold('Calls between services')}\n${treeText(report, colors)}`]
  const broken = report.workloads.filter(({ verdict }) => verdict === 'breaks')
  if (broken.length > 0) {
    parts.push(`${bold('Examples and fixes')}\n${broken.map((one) => cureOf(one, link, colors)).join('\n')}`)
    if (broken.some(({ cure }) => cure?.language !== 'Node.js'))
      parts.push(`The headers, if a request has them: ${HEADERS}.`)
  }
  if (report.notes.length > 0) parts.push(report.notes.map((note) => dim(printable(note))).join('\n'))
  parts.push(summaryOf(report))
  return `${parts.join('\n\n')}\n`
}

function tableOf({ workloads }: Report, { red, green, yellow, dim }: Colors): string {
  const table = new Table({
    head: ['workload', 'namespace', 'requests', 'calls', 'forwarded', 'kinds', 'apart'],
    colAligns: ['left', 'left', 'right', 'right', 'left', 'left', 'left'],
    style: { head: [], border: [], compact: true },
    chars: plain,
  })
  const paint = { breaks: red, whole: green, 'cannot tell': yellow, leaf: dim, edge: dim, gateway: dim }
  for (const one of workloads) {
    const color = paint[one.verdict]
    const word = one.verdict === 'breaks' ? kindsText(one.kinds) : one.verdict
    table.push([
      color(printable(one.name)),
      printable(one.namespace ?? ''),
      String(one.requests),
      String(one.calls),
      color(rate(one)),
      color(word),
      dim(kindsText(one.apart)),
    ])
  }
  return table.toString()
}

/** Columns separated by blanks, so that you can copy and paste it. */
const plain = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((name) => [name, ''])
    .concat([['middle', ' ']]),
)

function treeText(report: Report, { red, green, yellow, dim }: Colors): string {
  const lines = treeOf(report).map(({ indent, name, edge, isAgain }) => {
    const shown = `${printable(name)}${isAgain ? dim(' (above)') : ''}`
    if (edge === undefined) return shown
    const { judged, forwarded, kinds, between } = edge
    const mark = isBroken(edge) ? red('✗') : judged === 0 ? dim('·') : green('✓')
    const broken = isBroken(edge)
      ? red(` ${forwarded} of ${judged} forwarded: ${kindsText(kinds)}`)
      : dim(` ${edge.calls}`)
    const lost = between === undefined ? '' : yellow(` ${between.title} ${between.count}`)
    return `${indent}${mark} ${shown}${broken}${lost}`
  })
  return lines.join('\n')
}

function cureOf(one: Workload, link: string | undefined, { red, dim }: Colors): string {
  const examples = one.kinds.map(({ title, traces, requestIds }) => {
    const shown =
      traces.length > 0 ? traces.map((id) => traceLink(link, id)) : requestIds.map((id) => `x-request-id ${id}`)
    return `  ${title}: ${shown.map(printable).join(', ') || '-'}`
  })
  return [red(printable(label(one))), ...examples, `  ${cureText(one)}`, dim(`  ${one.cure?.link ?? ''}`)].join('\n')
}
