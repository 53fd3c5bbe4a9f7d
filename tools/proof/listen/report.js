// What the proof says at its end: a table for the terminal.
import pc from 'picocolors'
import { table } from '../../mesh/tables.js'

export const head = ['setting', 'the sidecar delivers', 'asked from another pod', 'the doctor finds', 'agree']

/** @param results per system `{ title, version, rows }` */
export function drawn(results) {
  return results
    .map(({ title, version, rows }) => {
      const body = rows.map((row) => cellsOf(row, row.asPredicted ? pc.green('✓') : pc.red('✗')))
      return `\n${pc.bold(`${title} ${version}`)}\n${table(head, body, [36, 16, 44, 18, 7])}`
    })
    .join('\n')
}

/** The cells of a row, with its last one. */
export function cellsOf({ setting, mode, verdict, said, refused, findings }, mark) {
  const where = mode === 'loopback' ? 'to 127.0.0.1' : "to the pod's address"
  const ports =
    refused.length > 0 && verdict === 'closed' ? `; the app refused its sidecar at ${refused.join(', ')}` : ''
  return [setting, where, `${verdict}: ${said}${ports}`, findings.join(', ') || 'nothing', mark]
}
