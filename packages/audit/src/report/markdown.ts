// For a ticket or a pull request.
import { printable } from '@traceferry/core/internal'
import { label } from './label.ts'
import type { Report } from './shape.ts'
import { summaryOf } from './summary.ts'
import { isBroken } from './tree.ts'
import { cureText, HEADERS, kindsText, rate, traceLink } from './words.ts'

export function toMarkdown(report: Report, { link }: { link?: string | undefined }): string {
  const rows = report.workloads.map((one) => [
    cell(label(one)),
    String(one.requests),
    String(one.calls),
    rate(one),
    one.verdict === 'breaks' ? kindsText(one.kinds) : one.verdict,
    kindsText(one.apart),
  ])
  const edges = report.edges.filter((edge) => isBroken(edge) || edge.between !== undefined)
  const lost = edges.map((edge) => [
    `${cell(edge.from)} → ${cell(edge.to)}`,
    `${edge.forwarded} of ${edge.judged}`,
    kindsText([...edge.kinds, ...(edge.between === undefined ? [] : [edge.between])]),
  ])
  const broken = report.workloads.filter(({ verdict }) => verdict === 'breaks')
  const cures = broken.map((one) => {
    const examples = one.kinds.flatMap(({ traces, requestIds }) =>
      traces.length > 0
        ? traces.map((id) => (link === undefined ? `\`${id}\`` : `<${traceLink(link, id)}>`))
        : requestIds.map((id) => `\`${id}\``),
    )
    const more = one.cure === undefined ? '' : ` ([more](${one.cure.link}))`
    return `- **${cell(label(one))}**: ${cureText(one)}${more} Examples: ${examples.join(', ') || '-'}`
  })
  return `${[
    '# Which services break our traces',
    summaryOf(report),
    table(['workload', 'requests', 'calls', 'forwarded', 'kinds', 'apart'], rows),
    ...(lost.length > 0 ? ['## Where', table(['call', 'forwarded', 'kinds'], lost)] : []),
    ...(cures.length > 0 ? ['## Fixes', cures.join('\n'), `The headers: ${HEADERS}.`] : []),
    ...(report.notes.length > 0 ? ['## Not known', report.notes.map((note) => `- ${cell(note)}`).join('\n')] : []),
  ].join('\n\n')}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** A name from a span can contain anything: links, tags, pipes. */
function cell(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]<>#|!~]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
    .replace(/(https?):/gi, '$1&#58;')
    .replace(/@/g, '&#64;')
}
