// The tables of docs/performance.md: rows are contenders, or cells where only a few contenders are counted.
import { allocating, CACHED, calls, EMPTY, everyone, held, MAIN, rest, SERVER, shared } from '../cost/everyone/plan.js'
import { shown } from './figures.js'

const NOT_BARE = everyone.filter(({ name }) => name !== 'bare').map(({ name }) => name)

/** Names of contenders that have any figure in this row of this part. */
const known = (names, at, part, rows) => names.filter((name) => rows.some((row) => at(part, row, name) !== undefined))

/** Rows of the plan that were counted here: none is shown that would be empty. */
const counted = (rows, at, part) => rows.filter((row) => at(part, row, 'bare') !== undefined)

/** All contenders in the cells that everyone is counted in: the ratio to bare. */
export function everyoneTable({ line, at, ratio }) {
  const mark = (cell, name) => (at('checks', cell, name) ? ' ✗' : '')
  const cells = counted(shared, at, 'instructions')
  const rows = known(NOT_BARE, at, 'instructions', cells).map((name) => [
    name,
    ...cells.map((cell) => shown.ratio(ratio('instructions', cell, name)) + mark(cell, name)),
  ])
  const bare = ['bare: instructions', ...cells.map((cell) => shown.whole(at('instructions', cell, 'bare')))]
  return section({
    title: `Node ${line}: instructions per request, to bare`,
    head: ['', ...cells.map(({ name }) => name)],
    rows: [bare, ...rows],
  })
}

/** The other cells, with those contenders that are held. */
export function cellsTable({ line, at, ratio }) {
  const names = held.map(({ name }) => name).filter((name) => name !== 'bare')
  const rows = [...shared, ...rest]
    .filter((cell) => at('instructions', cell, 'traceferry') !== undefined)
    .map((cell) => [
      ...[cell.name, shown.whole(at('instructions', cell, 'bare'))],
      ...names.map((name) => shown.ratio(ratio('instructions', cell, name), 3)),
      shown.ratio(ratio('instructions', cell, 'traceferry', 'hand-written'), 3),
    ])
  return section({
    title: `Node ${line}: every cell, beside the copy by hand`,
    head: ['', 'bare: instructions', ...names.map((name) => `${name}, to bare`), 'traceferry to hand-written'],
    rows,
  })
}

export function bytesTable({ line, at, over }) {
  const cells = counted(allocating, at, 'bytes')
  const rows = known(NOT_BARE, at, 'bytes', cells).map((name) => [
    name,
    ...cells.map((cell) => shown.added(over('bytes', cell, name))),
    shown.added(over('retained', MAIN, name)),
  ])
  const bare = cells.map((cell) => shown.whole(at('bytes', cell, 'bare')))
  return section({
    title: `Node ${line}: bytes over bare`,
    head: ['', ...cells.map(({ name }) => `allocated: ${name}`), 'retained by a request that is not over'],
    rows: [['bare', ...bare, shown.whole(at('retained', MAIN, 'bare'))], ...rows],
  })
}

export function startTable({ line, at, over, taken, added }) {
  const processes = counted([EMPTY, SERVER, CACHED, MAIN], at, 'start')
  const rows = known(NOT_BARE, at, 'start', processes).map((name) => [
    name,
    ...processes.flatMap((row) => [shown.milli(added('start', row, name)), shown.mega(over('resident', row, name))]),
  ])
  const bare = processes.flatMap((row) => [
    shown.milli(taken('start', row, 'bare')),
    shown.mega(at('resident', row, 'bare')),
  ])
  return section({
    title: `Node ${line}: start-up, and what is added to bare`,
    head: ['', ...processes.flatMap(({ name }) => [`${name}, ms`, 'resident, MB'])],
    rows: [['bare', ...bare], ...rows],
  })
}

/** A call by itself, on each Node: what it costs without us, and what we add. */
export function callsTable(nodes) {
  const rows = calls.map((call) => [
    call.name,
    ...nodes.flatMap(({ at, over, added }) => [
      shown.whole(at('calls', call, 'bare')),
      `${shown.added(over('calls', call, 'traceferry'))} (${shown.fine(added('calls', call, 'traceferry'), 2)})`,
    ]),
  ])
  return section({
    title: 'A call by itself: instructions, and what traceferry adds (µs)',
    head: ['', ...nodes.flatMap(({ line }) => [`Node ${line}`, 'traceferry'])],
    rows,
  })
}

export function goalsTable(goals) {
  const rows = goals.map(({ text, line, most, measured, missed }) => [
    ...[text, `Node ${line}`, `at most ${most}`, measured, missed ? '✗ missed' : 'met'],
  ])
  return section({ title: 'Goals', head: ['', '', 'goal', 'counted', ''], rows })
}

function section({ title, head, rows }) {
  if (rows.length === 0) return ''
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
