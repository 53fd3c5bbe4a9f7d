// Cells as rows: what a terminal and a page show.
import Table from 'cli-table3'
import { emptyCell } from './world/ledger.js'

const add = (sum, cell) => Object.fromEntries(Object.keys(sum).map((name) => [name, sum[name] + cell[name]]))

/** All cells of a run in one. */
export function totals({ cells }) {
  return [...cells.values()].reduce(add, emptyCell())
}

/** Cells that are wrong, or lost what the app's own storage had: [{ client, state, door, ... }]. */
export function badRows({ cells }) {
  return [...cells]
    .filter(([, cell]) => cell.wrong + cell.lost > 0)
    .map(([key, cell]) => {
      const [client, state, door] = key.split('\t')
      return { client, state, door, ...cell }
    })
}

/** The states of a client and door in one: Map of "client\tdoor". */
export function merged({ cells }) {
  const rows = new Map()
  for (const [key, cell] of cells) {
    const [client, , door] = key.split('\t')
    const row = `${client}\t${door}`
    rows.set(row, add(rows.get(row) ?? emptyCell(), cell))
  }
  return rows
}

/** What the terminal shows: sums for each client, and every cell that is not as it should be. */
export function drawn(reports) {
  const head = [
    'Node',
    'client',
    'calls',
    'own',
    'none',
    'wrong',
    'lost',
    'limited',
    'own storage: own',
    'none',
    'wrong',
  ]
  const table = new Table({ head, style: { head: [], border: [] } })
  for (const report of reports) {
    const clients = new Map()
    for (const [key, cell] of report.cells) {
      const [client] = key.split('\t')
      clients.set(client, add(clients.get(client) ?? emptyCell(), cell))
    }
    for (const [client, c] of clients) {
      const calls = c.own + c.none + c.wrong
      table.push([
        report.version,
        client,
        calls,
        c.own,
        c.none,
        c.wrong,
        c.lost,
        c.limited,
        c.alsOwn,
        c.alsNone,
        c.alsWrong,
      ])
    }
  }
  const bad = reports.flatMap((report) => badRows(report).map((row) => ({ version: report.version, ...row })))
  return [table.toString(), ...bad.map(inWords)].join('\n')
}

function inWords({ version, client, state, door, own, none, wrong, lost, alsOwn, alsNone, alsWrong }) {
  return `Node ${version} | ${client} | ${state} | ${door}: own ${own}, none ${none}, wrong ${wrong}, lost ${lost} (own storage: ${alsOwn}, ${alsNone}, ${alsWrong})`
}
