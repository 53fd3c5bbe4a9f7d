import Table from 'cli-table3'

/** A row may be about some libraries only, and a figure is neither right nor wrong. */
const mark = ({ right, text } = { right: undefined, text: '-' }) => (right === false ? `✗ ${text}` : text)

/** One table for the terminal: a line for each row, a column for each peer. */
export function drawn(rows, peers, results) {
  const widths = [30, ...peers.map(() => 22)]
  const table = new Table({
    head: ['', ...peers.map(({ name }) => name)],
    colWidths: widths,
    wordWrap: true,
    style: { head: [] },
  })
  for (const row of rows)
    table.push([`${row.id} ${row.title}`, ...peers.map(({ name }) => mark(results[row.id][name]))])
  return table.toString()
}

/** The same as a page. */
export function page(rows, peers, results, { versions, date, node }) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return `# Correctness, beside the others

What really goes over the wire, measured by \`npm run bench -- correctness\` on ${date} with Node ${node}. Each cell is one
library in a process of its own, with a plain server in front of it and a recording upstream behind it, all on one
machine. A cross marks what a service must not do: send the ids of another request, damage or double a header, forward
nothing. The numbers of the rows are those of the measurements that this project began with.

${line(['', ...peers.map(({ name }) => name)])}
${line(['---', ...peers.map(() => '---')])}
${rows.map((row) => line([`**${row.id}** ${row.title}`, ...peers.map(({ name }) => mark(results[row.id][name]))])).join('\n')}

A tracer writes its own span id into \`traceparent\` and \`x-b3-spanid\`: in M10 that counts as not kept, since a mesh
then hangs the next span on one that it has never seen, unless the tracer reports its spans as well. In M1 to M7, M12,
M13, M15 and M20 only the trace id is compared; in M3 it is the one that the library itself tells the interceptor. In M5
and M6 a library must not load npm undici; M6b shows what happens where it is loaded. In M18 a call is right when its
signature holds, with \`traceparent\` or without. M21 is what a fresh process has spent when the first line of the app
runs, the least of 7: figures, which are not judged.
A dash: a library without that option, or without its own function that binds a single listener.

## Versions

${versions.map(([name, version]) => `- ${name} ${version}`).join('\n')}
`
}
