// The sizes as a table on the terminal and as docs/size.md.
import Table from 'cli-table3'
import { markdown } from '../../tools/pack/markers.js'

const head = ['package', 'version', 'itself', 'installed, with all that it needs', 'dependencies']

/** All rows for a terminal. */
export function drawn(rows) {
  const table = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'right'],
  })
  table.push(...rows.map(cells))
  return table.toString()
}

/** docs/size.md. */
export function page(rows, date) {
  return `# Size

What each package puts into node_modules, without the framework, which is already there. Measured by \`npm run bench -- size\` on
${date}: npm's own install, bytes of all files, nested packages counted once. About half of each of ours is the source beside the
bundle, with its maps and types; none is loaded at run time.

${markdown(head, rows.map(cells))}
`
}

function cells({ name, version, unpacked, installed, dependencies }) {
  return [name, version, unpacked > 0 ? size(unpacked) : '', size(installed), String(dependencies)]
}

function size(bytes) {
  return bytes < 2 ** 20 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`
}
