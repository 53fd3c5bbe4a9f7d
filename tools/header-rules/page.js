// docs/envoy.md: the tables, and how to read them.
import { minorOf } from './golden.js'
import { releases, tracerNames } from './releases.js'
import { grid, summaryOf, tornText, wholeText } from './report.js'

export function page(results, { date, node, notSent }) {
  const { cells } = summaryOf(results)
  const all = grid(results, cells, wholeText)
  const torn = grid(results, cells, tornText)
  const total = results[0].cases.length
  const { whole, absent } = results[0].half.all
  return `# Through real Envoys

Made by \`npm run tool -- header-rules --write\` on ${date}, Node ${node}, Envoy ${releases.join(', ')}.

Each of the ${total} cases of the header rules that are HTTP requests is sent, as raw header lines, into a real Envoy configured as
a sidecar; its app (Express 5 with the one line) makes the call that the case asks for, out through the sidecar, to an upstream that
keeps what arrives. A cell counts the cases whose two spans are in one tree, the call's a child of the request's, of all
cases that are to be continued. The other cases are in the second table, and must be exactly as it says. Every run also checks
that without the line these traces are broken. \`zipkin\` reads and writes B3, \`zipkin+w3c\` is its \`USE_B3_WITH_W3C_PROPAGATION\`, \`otel\`
is the OpenTelemetry tracer.

${markdown(all.head, all.rows)}

What arrived at the app, what the app sent and what arrived upstream is kept for each case, tracer and version in
[tools/header-rules/golden](../tools/header-rules/golden); every run compares.

## Where half of the requests are sampled

${whole + absent} requests without any header, \`random_sampling\` at 50 %. Each must leave its two spans in one tree, or none. A cell counts
the torn traces; in brackets, those of an app that forwards traceparent and B3 but not x-request-id, which the OpenTelemetry
tracer draws its lot from since Envoy 1.39.

${markdown(torn.head, torn.rows)}

## All cases, by what happens to the trace

${markdown(['', ...tracerNames], fatesRows(results))}

## Where the versions differ

Up to 1.39 the Zipkin tracer never rewrites a \`b3\` that came and puts fresh \`x-b3-*\` beside it, from 1.40 it rewrites
\`b3\` and leaves \`x-b3-*\` as they came (envoyproxy/envoy #47515). \`caller > in > out\` is the tree: the client's span, the
in-sidecar's, the out-sidecar's.

${versionRows(results)}

## Not sent, and why

${Object.entries(notSent)
  .map(([reason, names]) => `- ${reason}: ${names.join(', ')}`)
  .join('\n')}
`
}

const meanings = {
  whole: 'one tree: the call is a child of the request',
  unsampled: 'not sampled, no span; the calls say so too',
  beside:
    'a tracer in the app has its own spans (OpenTelemetry SDK): the call is below the request, through them or beside them',
  silenced:
    'the in-sidecar could not read what came and made no span; the app leaves it out, and the out-sidecar reports again',
  ended: 'a call that is to carry nothing: outside the mesh, signed, outside of a request, or `withoutForwarding`',
  chosen: "the app has set another trace's header on the call: it stays",
  'as asked': '`verbatim: true`: forwarded as it came',
}

function fatesRows(results) {
  const newest = tracerNames.map((name) => results.findLast(({ tracer }) => tracer === name).cases)
  return Object.entries(meanings).map(([fate, meaning]) => [
    meaning,
    ...newest.map((cases) => {
      const names = cases.filter((one) => one.fate === fate).map(({ name }) => name)
      return fate === 'whole' ? `${names.length}` : names.join(', ') || '-'
    }),
  ])
}

/** The cases in which the rows of two versions are not the same, with the headers that the app got and sent in each. */
function versionRows(results) {
  const lines = new Map()
  for (const { tracer, version, cases } of results) {
    for (const { name, row } of cases) {
      const { appGot, appSent, spans } = row
      const shown = [spans, namesOf(appGot), namesOf(appSent)]
      const key = [name, tracer, ...shown].join(' | ')
      lines.set(key, { name, tracer, shown, versions: [...(lines.get(key)?.versions ?? []), minorOf(version)] })
    }
  }
  const rows = [...lines.values()].filter(({ versions }) => versions.length < releases.length)
  if (rows.length === 0) return 'Nowhere.'
  const head = ['case', 'tracer', 'Envoy', 'spans', 'the app got', 'the app sent']
  return markdown(
    head,
    rows
      .sort((a, b) => a.name.localeCompare(b.name) || a.tracer.localeCompare(b.tracer))
      .map(({ name, tracer, shown, versions }) => [name, tracer, versions.join(', '), ...shown]),
  )
}

/** Their names; the golden files have the values. */
const namesOf = (lines) =>
  [...new Set(lines.map((line) => line.split(':')[0]))]
    .filter((name) => name !== 'x-request-id')
    .map((name) => `\`${name}\``)
    .join(' ')

function markdown(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
