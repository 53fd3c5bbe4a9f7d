// The figures as rows of text: the same for the terminal and for the page.
import { goalsTable } from './goals.js'

/** Figures of a cell as columns: the ratio to bare within a round, median and quartiles, and plain medians. */
const ratio = (figures) => {
  const { median, q1, q3 } = figures ?? {}
  return Number.isFinite(median) ? `${median.toFixed(2)} (${q1.toFixed(2)}-${q3.toFixed(2)})` : '-'
}
const whole = (value) => Math.round(value).toLocaleString('en')
const mib = (bytes) => (bytes / 2 ** 20).toFixed(1)
const claim = ({ right, text }) => (right ? '' : ` ✗ ${text}`)

/** `{ title, head, rows }` for each cell and each other part that was measured. */
export function tablesOf(figures) {
  const tables = Object.entries(figures.cells).map(([name, results]) => cellTable(name, results))
  if (figures.memory !== undefined) tables.push(memoryTable(figures.memory))
  if (figures.startup !== undefined) tables.push(startupTable(figures))
  const goals = goalsTable(figures)
  return goals.rows.length > 0 ? [goals, ...tables] : tables
}

function cellTable(title, results) {
  const head = [
    '',
    'CPU to bare',
    'CPU to hand-written',
    'CPU, µs',
    'requests/s to bare',
    'p50, ms',
    'p99, ms',
    'p99 to bare',
  ]
  const rows = Object.entries(results).map(([name, { check, cpu, perSecond, p50, p99 }]) => [
    name + claim(check),
    ratio(cpu.toBare),
    ratio(cpu.toHandWritten),
    whole(cpu.median),
    ratio(perSecond.toBare),
    p50.median.toFixed(1),
    p99.median.toFixed(1),
    ratio(p99.toBare),
  ])
  return { title, head, rows }
}

function memoryTable({ cell, requests, ...all }) {
  const head = [
    ...['', 'allocated, bytes per request', 'retained by a pending timer, bytes per request', 'over bare'],
    ...[`heap after ${whole(requests)}, MiB`, 'RSS, MiB', 'growth, bytes per request'],
  ]
  const rows = Object.entries(all).map(([name, { allocated, retained, heap, rss, leak }]) => [
    ...[name, whole(allocated), whole(retained), whole(retained - all.bare.retained)],
    ...[mib(heap), mib(rss), leak.toFixed(1)],
  ])
  return { title: `Memory: ${cell}`, head, rows }
}

function startupTable({ startup: { cell, ...all }, size }) {
  const head = ['', 'CPU until it listens, ms', 'over bare, ms', 'RSS, MiB', 'packages', 'installed, MiB']
  const rows = Object.entries(all).map(([name, { cpu, over, rss }]) => [
    ...[name, cpu.toFixed(0), over.toFixed(0), rss.toFixed(0)],
    ...[String(size[name].packages), mib(size[name].bytes)],
  ])
  return { title: `Start-up and size: ${cell}`, head, rows }
}
