// What the proof says at its end: a table for the terminal, and the same as a page.
import pc from 'picocolors'
import { markdown, table } from '../../examples/netmesh/tables.js'

const head = ['setting', 'the sidecar delivers', 'asked from another pod', 'the doctor finds', 'agree']

/** @param results per system `{ title, version, rows }` */
export function drawn(results) {
  return results
    .map(({ title, version, rows }) => {
      const body = rows.map((row) => cellsOf(row, row.asPredicted ? pc.green('✓') : pc.red('✗')))
      return `\n${pc.bold(`${title} ${version}`)}\n${table(head, body, [36, 16, 44, 18, 7])}`
    })
    .join('\n')
}

function cellsOf({ setting, mode, verdict, said, refused, findings }, mark) {
  const where = mode === 'loopback' ? 'to 127.0.0.1' : "to the pod's address"
  const ports = refused.length > 0 && verdict === 'closed' ? `; the sidecar was refused at ${refused.join(', ')}` : ''
  return [setting, where, `${verdict}: ${said}${ports}`, findings.join(', ') || 'nothing', mark]
}

/** @param measured versions and the date */
export function page(results, { envoy, node, date }) {
  const sections = results.map(({ title, version, rows }) => {
    const body = rows.map((row) => cellsOf(row, row.asPredicted ? 'yes' : '**no**'))
    return `## ${title} ${version}\n\n${markdown(head, body)}\n`
  })
  return `${intro(envoy, node, date)}\n${sections.join('\n')}`
}

const intro = (envoy, node, date) => `# The doctor's advice on listening, tried

Measured by \`npm run proof:listen -- --nightly\` on ${date}: Envoy ${envoy}, Node ${node}.
`
