// What the command says at its end, on the terminal and as docs/envoy.md.
import Table from 'cli-table3'
import { minorOf } from './golden.js'
import { releases, tracerNames } from './releases.js'

/** For each tracer and version how many traces were whole of those that were to be, and all that is `wrong`. */
export function summaryOf(results) {
  const cells = results.map(({ version, tracer, cases }) => {
    const total = cases.filter(({ fate }) => fate === 'whole')
    const fates = {}
    for (const { fate } of cases) fates[fate] = (fates[fate] ?? 0) + 1
    const whole = total.filter(({ wrong }) => wrong.length === 0).length
    return { tracer, envoy: version, whole, total: total.length, fates, asExpected: good(cases), cases: cases.length }
  })
  const wrong = results.flatMap(({ version, tracer, cases }) =>
    cases.flatMap((one) => one.wrong.map((what) => ({ tracer, envoy: version, name: one.name, what }))),
  )
  return { cells, wrong }
}

const good = (cases) => cases.filter(({ wrong }) => wrong.length === 0).length

export function drawn(results, { cells, wrong }) {
  const { head, rows } = grid(results, cells, ({ whole, total }) => `${whole}/${total}`)
  const table = new Table({ head, style: { head: [], border: [] } })
  table.push(...rows)
  const all = cells.reduce((sum, cell) => sum + cell.cases, 0)
  const kept = cells.reduce((sum, cell) => sum + cell.asExpected, 0)
  return [
    'Traces whole, of those that the rules continue:',
    table.toString(),
    `${kept} of ${all} cases are as the rules and the golden files say.`,
    ...wrong.map(({ tracer, envoy, name, what }) => `\nEnvoy ${envoy}, ${tracer}, ${name}: ${what}`),
  ].join('\n')
}

const meanings = {
  whole: 'one tree: the call is a child of the request',
  unsampled: 'not sampled, no span; the calls say so too',
  silenced:
    'the in-sidecar could not read what came and made no span; the app leaves it out, and the out-sidecar reports again',
  ended: 'a call that is to carry nothing: outside the mesh, signed, outside of a request, or `withoutForwarding`',
  chosen: "the app has set another trace's header on the call: it stays",
  'as asked': '`verbatim: true`: forwarded as it came',
}

export function page(results, { date, node, notSent }) {
  const { cells } = summaryOf(results)
  const all = grid(results, cells, ({ whole, total }) => `${whole}/${total}`)
  const total = cells[0].cases
  return `# Through real Envoys

Made by \`npm run test:envoy -- --write\` on ${date}, Node ${node}, Envoy ${releases.join(', ')}.

Each of the ${total} cases of the header rules that are HTTP requests is sent, as raw header lines, into a real Envoy set up as
a sidecar; its app (Express 5 with the one line) makes the call that the case asks for, out through the sidecar, to an upstream that
keeps what arrives. A cell counts the cases whose two spans are in one tree, the call's a child of the request's, of all
cases that are to be continued. The other cases are in the second table, and must be exactly as it says. Without the line the two spans
are in two traces, in every case. \`zipkin\` reads and writes B3, \`zipkin+w3c\` is its \`USE_B3_WITH_W3C_PROPAGATION\`, \`otel\`
is the OpenTelemetry tracer.

${markdown(all.head, all.rows)}

What arrived at the app, what the app sent and what arrived upstream is kept for each case, tracer and version in
[packages/testkit/golden](../packages/testkit/golden); every run compares.

## All cases, by what becomes of the trace

${markdown(['', ...tracerNames], fatesRows(results))}

## Where the versions differ

${versionRows(results)}

## Not sent, and why

${Object.entries(notSent)
  .map(([reason, names]) => `- ${reason}: ${names.join(', ')}`)
  .join('\n')}
`
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

/** The cases in which the rows of two versions are not the same, with what the app got and sent in each. */
function versionRows(results) {
  const lines = new Map()
  for (const { tracer, version, cases } of results) {
    for (const { name, row } of cases) {
      const { appGot, appSent, spans } = row
      const shown = [spans, propagation(appGot), propagation(appSent)]
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

const propagation = (lines) =>
  lines
    .filter((line) => !line.startsWith('x-request-id'))
    .map((line) => `\`${line}\``)
    .join('<br>')

function grid(results, cells, textOf) {
  const versions = [...new Set(results.map(({ version }) => version))]
  const names = [...new Set(results.map(({ tracer }) => tracer))]
  const cell = (tracer, version) => cells.find((one) => one.tracer === tracer && one.envoy === version)
  return {
    head: ['', ...versions.map((version) => `Envoy ${version}`)],
    rows: names.map((tracer) => [tracer, ...versions.map((version) => textOf(cell(tracer, version)))]),
  }
}

function markdown(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
