// What vitest reported on each Node, as one table: a row for each library and major, a column for each Node.
import Table from 'cli-table3'

/** A library and its major where a `describe` names them; all else of a package is one row. */
function rowName(area, test) {
  const [outermost] = test.ancestorTitles
  const alone = ['core', 'docs', 'messages', 'register'].includes(area) || outermost === undefined
  return alone ? `${area}: all else` : `${area}: ${outermost.replace(/^inbound: /, '')}`
}

/** Groups a vitest JSON report by package and outermost `describe`: { 'express: Express 5': { passed, failed, skipped, reasons } }. */
export function rowsOf(report, root) {
  const rows = new Map()
  const row = (name) =>
    rows.get(name) ?? rows.set(name, { passed: 0, failed: 0, skipped: 0, reasons: new Set() }).get(name)
  for (const file of report.testResults) {
    const [, area = ''] = /^\/(?:packages\/)?([^/]+)\//.exec(file.name.replace(root, '')) ?? []
    for (const test of file.assertionResults) {
      const cell = row(rowName(area, test))
      if (test.status === 'passed') cell.passed++
      else if (test.status === 'failed') cell.failed++
      else {
        cell.skipped++
        cell.reasons.add(test.title)
      }
    }
    if (file.status === 'failed' && file.assertionResults.length === 0)
      row(`${area}: ${file.name.split('/').pop()}`).failed++
  }
  return rows
}

export function cellText(cell) {
  if (cell === undefined) return '-'
  if (cell.failed > 0) return `${cell.passed} passed, ${cell.failed} FAILED`
  if (cell.passed === 0) return 'not supported'
  return cell.skipped > 0 ? `${cell.passed} passed, ${cell.skipped} skipped` : `${cell.passed} passed`
}

/** All cells as text: [row name, ...one for each Node]. */
export function gridOf(reports) {
  const names = [...new Set(reports.flatMap(({ rows }) => [...rows.keys()]))].sort()
  return names.map((name) => [name, ...reports.map(({ rows }) => cellText(rows.get(name)))])
}

export function drawn(reports) {
  const table = new Table({
    head: ['', ...reports.map(({ version }) => `Node ${version}`)],
    style: { head: [], border: [] },
  })
  table.push(...gridOf(reports))
  return table.toString()
}

/** The same as a page, with why a cell is empty or partly so. */
export function page(reports, date) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const reasons = new Set(
    reports.flatMap(({ version, rows }) =>
      [...rows].flatMap(([name, cell]) => [...cell.reasons].map((reason) => `- ${name} on Node ${version}: ${reason}`)),
    ),
  )
  return `# Compatibility

Every adapter and every client passes the same contract, over real sockets, on every supported Node. Made by
\`npm run tool -- matrix\` on ${date}; a cell counts the tests of that library on that Node.

${line(['', ...reports.map(({ version }) => `Node ${version}`)])}
${line(['---', ...reports.map(() => '---')])}
${gridOf(reports).map(line).join('\n')}
${reasons.size === 0 ? '' : `\n## Not run, and why\n\n${[...reasons].sort().join('\n')}\n`}`
}
