// What only a clock can tell, as a goal: requests per second and latency beside the copy by hand. What can be counted is
// judged in bench/page/goals.js.
import { cellOf } from './cells.js'
import { signTest } from './statistics.js'

const main = cellOf()

/** A figure whose ratio to hand-written must not lean to the worse side more often than a coin would. */
const alike = (text, figure, worse) => ({
  text: `${text} to hand-written: ${main.name}`,
  goal: 'indistinguishable in paired rounds (sign test, p above 0.05)',
  judge({ cells }) {
    const ratio = cells[main.name]?.traceferry?.[figure].toHandWritten
    if (ratio?.above === undefined) return undefined
    const p = signTest(ratio)
    const missed = p <= 0.05 && worse(ratio.median) && `p ${p.toFixed(3)}`
    return { measured: `${ratio.median.toFixed(2)}, p ${p.toFixed(2)}`, missed }
  },
})

const goals = [alike('requests/s', 'perSecond', (ratio) => ratio < 1), alike('p99', 'p99', (ratio) => ratio > 1)]

/** `{ title, head, rows }` as in tables.js, of those goals that were measured. */
export function goalsTable(figures) {
  const rows = goals.flatMap(({ text, goal, judge }) => {
    const { measured, missed } = judge(figures) ?? {}
    return measured === undefined ? [] : [[text, goal, measured, missed ? `✗ ${missed}` : 'met']]
  })
  return { title: 'Goals of the clock', head: ['', 'goal', 'measured', ''], rows }
}
