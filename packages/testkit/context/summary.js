// What a run found, for people and for scripts.
import Table from 'cli-table3'
import { reasonFor } from './shared.js'

/** The counts of a run, and the cells with anything but the request's own ids: { version, kind, calls, own, wrong, lost, ... }. */
export function judged({ version, kind, cells, stuck, seconds, examples }) {
  const total = { calls: 0, own: 0, none: 0, wrong: 0, lost: 0, shared: 0, alsOwn: 0, alsNone: 0, alsWrong: 0, wrongCells: 0 }
  const bad = []
  for (const [key, cell] of cells) {
    const excused = reasonFor(...key.split('\t')) !== undefined ? cell.lost : 0
    for (const name of Object.keys(cell)) total[name] += cell[name]
    total.lost -= excused
    total.shared += excused
    total.calls += cell.own + cell.none + cell.wrong
    if (cell.wrong > 0) total.wrongCells++
    if (cell.wrong > 0 || cell.lost > excused) bad.push({ cell: key.split('\t').join(', '), ...cell })
  }
  return { version, kind, cells: cells.size, ...total, seconds, stuck, bad, examples: examples.slice(0, 20) }
}

/** A table of the counts, and what is to be looked into. */
export function summary(result) {
  const { bad, stuck, examples, ...counts } = judged(result)
  const table = new Table({ style: { head: [], border: [] } })
  table.push(
    ['Node', `${counts.version}, ${counts.kind}, ${counts.seconds} s`],
    ['cells: doors of clients in states', counts.cells],
    ['calls from doors', counts.calls],
    ['  with the ids of their own request', counts.own],
    ['  with none', counts.none],
    ['  with none, where a plain AsyncLocalStorage knows whose', counts.lost],
    ['  the same, of what is shared by requests, or a known limit', counts.shared],
    ["  with another request's", `${counts.wrong} in ${counts.wrongCells} cells`],
    ['a plain AsyncLocalStorage: own, none, another’s', `${counts.alsOwn}, ${counts.alsNone}, ${counts.alsWrong}`],
  )
  const lines = bad.map(({ cell, own, none, wrong, lost, alsOwn, alsNone, alsWrong }) => {
    return `  ${cell}: own ${own}, none ${none}, wrong ${wrong}, lost ${lost}; plain: ${alsOwn}, ${alsNone}, ${alsWrong}`
  })
  const shown = counts.kind === 'naive' ? lines.slice(0, 5) : lines.slice(0, 200)
  const waiting = stuck.length === 0 ? [] : [`  never ended: ${stuck.join('; ')}`]
  return [table.toString(), ...shown, ...waiting].join('\n')
}
