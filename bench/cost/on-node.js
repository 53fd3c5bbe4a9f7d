// `--node 24`: the same command again, by another Node.
import { spawnSync } from 'node:child_process'
import { lines, nodeBinary } from '../../tools/shared/nodes.js'

/** Runs this command by a Node of this line, and ends as it did; nothing where that Node runs it already, or none is asked for. */
export function onNode(line, say) {
  if (line === undefined || process.version.startsWith(`v${line}.`)) return
  if (!lines.includes(line)) {
    say(`there is no Node ${line}; there are ${lines.join(', ')}`)
    process.exit(2)
  }
  const { status } = spawnSync(nodeBinary(line, say), process.argv.slice(1), { stdio: 'inherit' })
  process.exit(status ?? 1)
}
