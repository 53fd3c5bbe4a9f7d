// docs/doctor-proof.md: a section for each system, of the day on which it was tried.
import { markdown } from '../../mesh/tables.js'
import { cellsOf, head } from './report.js'

/**
 * The page with updated sections for these systems; the other sections stay.
 * @param before the page as it was, or nothing
 * @param results per system `{ title, version, rows }`, `measured`: versions and the date, `order`: titles of all systems
 */
export function pageOf(before, results, measured, order) {
  const known = before.split(/^(?=## )/m).slice(1)
  const sections = order.flatMap((title) => {
    const result = results.find((one) => one.title === title)
    const old = known.find((text) => text.startsWith(`## ${title} `))
    return result ? [section(result, measured)] : old ? [`${old.trim()}\n`] : []
  })
  return `${intro}\n${sections.join('\n')}`
}

function section({ title, version, rows }, { envoy, node, date }) {
  const body = rows.map((row) => cellsOf(row, row.asPredicted ? 'yes' : '**no**'))
  return `## ${title} ${version}

${date}, Envoy ${envoy}, Node ${node}: ${rows.filter(({ asPredicted }) => asPredicted).length} of ${rows.length} as the doctor says.

${markdown(head, body)}
`
}

const intro = `# The doctor's advice on listening, tried

What [the doctor](doctor.md) says about listen addresses (TF101 to TF104), beside what happens: the real systems in network
namespaces of their own, real iptables redirection, real Envoys, asked from another pod through its own sidecar. The doctor
reads the very file that the system was started with. \`npm run tool -- proof-listen --nightly --write\` makes this page, and ends
with 1 where doctor and reality differ; the tests run the part with Redis and ZooKeeper.

Sidecars have handed inbound calls over in two ways: to 127.0.0.1 (Istio before 1.10, Linkerd before 2.11, and
\`inboundTrafficPolicy: LOCALHOST\`), and to the pod's own address, from 127.0.0.6 (since then). \`works\`: answered. \`closed\`: not
answered, although the port is open in its pod; the sidecar's own counters tell at which ports it was refused. \`open\`:
answered, and to whom it should not be. \`after doctor --fix\` is the file as that command leaves it.
`
