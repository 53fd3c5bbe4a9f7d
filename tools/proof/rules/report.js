// What the proofs of the rules say at their end: a table for the terminal, and the same as a page.

import { rules } from '@traceferry/doctor'
import Table from 'cli-table3'
import pc from 'picocolors'
import { unproved } from './rules.js'

const titleOf = (id) => rules.find((rule) => rule.id === id)?.title

export function drawn(rows) {
  const table = new Table({
    head: ['', 'what', 'bad manifest', 'good manifest'].map((title) => pc.bold(title)),
    colWidths: [9, 38, 36, 36],
    wordWrap: true,
    style: { head: [], border: [] },
  })
  for (const { id, what, bad, good, right, why, skipped } of rows) {
    if (skipped) table.push([id, what, { colSpan: 2, content: pc.yellow(`not shown: ${skipped}`) }])
    else
      table.push([
        `${id} ${right ? pc.green('✓') : pc.red('✗')}`,
        right ? what : `${what}: ${pc.red(why)}`,
        bad.text,
        good.text,
      ])
  }
  return table.toString()
}

export function page(rows, { version, envoy, node, date }) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const cells = ({ id, what, bad, good, why, skipped }) =>
    skipped
      ? [`[${id}](doctor.md#${id.toLowerCase()})`, what, `not shown: ${skipped}`, '']
      : [`[${id}](doctor.md#${id.toLowerCase()})`, why ? `${what}: ✗ ${why}` : what, bad.text, good.text]
  const without = Object.entries(unproved).map(([id, why]) =>
    line([`[${id}](doctor.md#${id.toLowerCase()})`, titleOf(id), why]),
  )
  return `# The doctor's rules, put to the test

Measured by \`npm run tool -- proof-rules\` on ${date}: traceferry ${version}, Envoy ${envoy}, Node ${node}. For each row the bad and the good
manifest of the rule's fixtures (\`packages/doctor/test/fixtures\`) are read twice: by the doctor, which has a finding in the bad
one and none in the good one, and by a small function that puts the same setting into a real Envoy or a real process, as Istio
or the kubelet would. The command ends with 1 when the bad setting does no harm, when the good one does not help, or
when the doctor says otherwise. The rules on listening have a page of their own: \`npm run tool -- proof-listen\`.

${line(['rule', 'what', 'bad manifest', 'good manifest'])}
${line(['---', '---', '---', '---'])}
${rows.map((row) => line(cells(row))).join('\n')}

## Without a row here

${line(['rule', '', 'why'])}
${line(['---', '---', '---'])}
${without.join('\n')}
`
}

/**
 * Whether everything was shown, and matches the doctor.
 * @param {readonly { id: string, right: boolean, skipped?: string }[]} rows
 * @param {readonly string[]} [optional] rules whose rows may be skipped
 */
export function isRight(rows, optional = []) {
  return (
    rows.length > 0 && rows.every(({ id, right, skipped }) => right || (skipped !== undefined && optional.includes(id)))
  )
}
