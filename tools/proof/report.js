// What the proofs say at their end: a table for the terminal, and the same as a page.
import Table from 'cli-table3'
import pc from 'picocolors'

/** @param results per proof `{ name, title, rows }` */
export function drawn(results) {
  const table = new Table({
    head: ['', 'without traceferry', 'with it'].map((title) => pc.bold(title)),
    colWidths: [48, 34, 34],
    wordWrap: true,
    style: { head: [], border: [] },
  })
  for (const { title, rows } of results) {
    table.push([{ colSpan: 3, content: pc.bold(title) }])
    for (const { what, before, after, right } of rows) {
      table.push([what, before, right ? pc.green(`✓ ${after}`) : pc.red(`✗ ${after}`)])
    }
  }
  return table.toString()
}

export function page(results, { envoy, node, date, version }) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const sections = results.map(
    ({ title, about, rows }) => `## ${title}
${about ? `\n${about}\n` : ''}
${line(['', 'without traceferry', 'with it'])}
${line(['---', '---', '---'])}
${rows.map(({ what, before, after, right }) => line([what, before, `${right ? '' : '✗ '}${after}`])).join('\n')}
`,
  )
  return `# Beside a sidecar, before and after

Measured by \`npm run tool -- proof\` on ${date}: traceferry ${version}, Envoy ${envoy}, Node ${node}. Real Envoys, set up as Istio sets them up, in
front of real Node servers in their own processes, on one machine. The command exits with 1 if a row is not as promised.

${sections.join('\n')}`
}

/** Every row of every proof is as promised. */
export const isRight = (results) =>
  results.length > 0 && results.every(({ rows }) => rows.length > 0 && rows.every(({ right }) => right))
