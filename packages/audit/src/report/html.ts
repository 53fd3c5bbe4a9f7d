// One page to share: no script, nothing loaded from elsewhere.
import { type Escaped, html, raw } from './escape.ts'
import { label } from './label.ts'
import type { Report, ShownKind, Workload } from './shape.ts'
import { summaryOf } from './summary.ts'
import { drawingOf } from './svg.ts'
import { cureText, HEADERS, kindsText, rate, traceLink } from './words.ts'

export function toHtml(report: Report, { link }: { link?: string | undefined }): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Which services break our traces</title>
<style>${raw(style)}</style>
</head>
<body>
<h1>Which services break our traces</h1>
<p>${summaryOf(report)}</p>
<div class="wide">
<table>
<tr><th>workload<th>namespace<th>requests<th>calls<th>forwarded<th>kinds<th>apart</tr>
${report.workloads.map(row)}</table>
</div>
<h2>Calls between services</h2>
<div class="wide">${drawingOf(report)}</div>
${cures(report, link)}
${report.notes.length > 0 ? html`<h2>Not known</h2><ul>${report.notes.map((note) => html`<li>${note}</li>`)}</ul>` : ''}
</body>
</html>
`
  return page.html
}

function row(one: Workload): Escaped {
  const word = one.verdict === 'breaks' ? kindsText(one.kinds) : one.verdict
  return html`<tr class="${raw(one.verdict.replace(' ', '-'))}"><td>${one.name}<td>${one.namespace ?? ''}<td class="n">${one.requests}<td class="n">${one.calls}<td>${bar(one)}${rate(one)}<td>${word}<td>${kindsText(one.apart)}</tr>
`
}

function bar({ share }: Workload): Escaped | string {
  if (share === undefined) return ''
  return html`<svg width="60" height="10" aria-hidden="true"><rect width="60" height="10" class="lost"/><rect width="${(60 * share).toFixed(1)}" height="10" class="kept"/></svg> `
}

function cures({ workloads }: Report, link: string | undefined): Escaped | string {
  const broken = workloads.filter(({ verdict }) => verdict === 'breaks')
  if (broken.length === 0) return ''
  return html`<h2>Examples and fixes</h2>
${broken.map(
  (one) => html`<h3>${label(one)}</h3>
<ul>${one.kinds.map((kind) => html`<li>${kind.title}: ${examples(kind, link)}</li>`)}</ul>
<p>${cureText(one)} ${one.cure === undefined ? '' : html`<a href="${one.cure.link}">More</a>`}</p>
`,
)}
<p>The headers, if a request has them: ${HEADERS}.</p>`
}

function examples({ traces, requestIds }: ShownKind, link: string | undefined): (Escaped | string)[] {
  const ids = traces.length > 0 ? traces : requestIds
  return ids.flatMap((id, i) => [
    i > 0 ? ', ' : '',
    link === undefined || traces.length === 0
      ? html`<code>${id}</code>`
      : html`<a href="${safe(traceLink(link, id))}">${id}</a>`,
  ])
}

/** A link that the reader chose, but nothing that runs. */
function safe(url: string): string {
  return /^https?:\/\//i.test(url) ? url : '#'
}

const style = `
:root{color-scheme:light dark;--bad:#c62828;--warn:#b26a00;--good:#2e7d32;--line:#8888;--soft:#8882}
body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em}
.wide{overflow-x:auto}
table{border-collapse:collapse}
th,td{padding:.25em .8em .25em 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);white-space:nowrap}
td.n{text-align:right}
tr.breaks td:first-child,tr.breaks td:nth-child(6){color:var(--bad);font-weight:600}
tr.whole td:first-child{color:var(--good)}
tr.leaf,tr.edge,tr.gateway{opacity:.7}
svg text{font:12px system-ui,sans-serif;fill:currentColor}
.box{fill:var(--soft);stroke:var(--line)}
.box.bad{stroke:var(--bad);stroke-width:2}
.call{fill:none;stroke:var(--line);stroke-width:1.5}
.call.bad{stroke:var(--bad);stroke-width:2.5;stroke-dasharray:7 4}
.call.warn{stroke:var(--warn);stroke-width:2.5}
.tip{fill:#888}
.tip.bad,.count{fill:var(--bad)}
.lost{fill:var(--bad);opacity:.5}
.kept{fill:var(--good)}
code{font-size:.9em}
`
