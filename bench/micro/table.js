// The figures of the pieces as rows of text: the same for the terminal and for the page.

/** `{ title, head, rows }`: a row for each piece, a column for each Node. */
export function microTable(title, nodes, results) {
  const shown = ({ min, bytes }) => `${min < 10 ? min.toFixed(1) : Math.round(min)} (${Math.round(bytes)})`
  const rows = Object.entries(results).map(([name, figures]) => [name, ...nodes.map((node) => shown(figures[node]))])
  return { title, head: ['', ...nodes.map((node) => `Node ${node}`)], rows }
}
