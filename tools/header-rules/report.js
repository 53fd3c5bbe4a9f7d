// What the command says at its end.
import Table from 'cli-table3'

/** For each tracer and version how many traces were whole of those that were to be, and all that is `wrong`. */
export function summaryOf(results) {
  const cells = results.map(({ version, tracer, cases, half }) => {
    const total = cases.filter(({ fate }) => fate === 'whole')
    const fates = {}
    for (const { fate } of cases) fates[fate] = (fates[fate] ?? 0) + 1
    const asExpected = good(cases).length
    return { tracer, envoy: version, whole: good(total).length, total: total.length, fates, asExpected, half }
  })
  const wrong = results.flatMap(({ version, tracer, cases, half }) => [
    ...cases.flatMap((one) => one.wrong.map((what) => ({ tracer, envoy: version, name: one.name, what }))),
    ...(half.all.torn === 0
      ? []
      : [{ tracer, envoy: version, name: 'half sampled', what: `${half.all.torn} torn traces` }]),
  ])
  return { cells, wrong }
}

const good = (cases) => cases.filter(({ wrong }) => wrong.length === 0)

export function drawn(results, { cells, wrong }) {
  const drawTable = (textOf) => {
    const { head, rows } = grid(results, cells, textOf)
    const table = new Table({ head, style: { head: [], border: [] } })
    table.push(...rows)
    return table.toString()
  }
  const all = results.reduce((sum, { cases }) => sum + cases.length, 0)
  const kept = cells.reduce((sum, cell) => sum + cell.asExpected, 0)
  return [
    'Traces whole, of those that the rules continue:',
    drawTable(wholeText),
    `${kept} of ${all} cases are as the rules and the golden files say.`,
    '\nTorn traces where half of the requests are sampled (where the app does not forward x-request-id):',
    drawTable(tornText),
    ...wrong.map(({ tracer, envoy, name, what }) => `\nEnvoy ${envoy}, ${tracer}, ${name}: ${what}`),
  ].join('\n')
}

export const wholeText = ({ whole, total }) => `${whole}/${total}`
export const tornText = ({ half }) => `${half.all.torn} (${half.withoutRequestId.torn})`

/** A row for each tracer, a column for each version. */
export function grid(results, cells, textOf) {
  const versions = [...new Set(results.map(({ version }) => version))]
  const names = [...new Set(results.map(({ tracer }) => tracer))]
  const cell = (tracer, version) => cells.find((one) => one.tracer === tracer && one.envoy === version)
  return {
    head: ['', ...versions.map((version) => `Envoy ${version}`)],
    rows: names.map((tracer) => [tracer, ...versions.map((version) => textOf(cell(tracer, version)))]),
  }
}
