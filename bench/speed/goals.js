// What traceferry wants to cost at most, and what it costs: medians of ratios within a round, or differences.
import { cellOf } from './cells.js'
import { signTest } from './statistics.js'

/**
 * A figure that shall not be above `most`. Where instructions were counted, too, the verdict goes by them: they are the same
 * whatever else the machine does.
 */
const atMost = (text, most, measured, counted = () => undefined) => ({
  text,
  goal: `at most ${most}`,
  judge(figures) {
    const clock = measured(figures)
    const count = counted(figures.cost ?? {})
    const value = count ?? clock
    if (value === undefined) return undefined
    const digits = most >= 2 ? 0 : count === undefined ? 2 : 3
    const over = most < 2 ? `${((value / most - 1) * 100).toFixed(1)} % over` : `${(value - most).toFixed(0)} over`
    return {
      measured: clock === undefined ? '' : clock.toFixed(most < 2 ? 2 : 0),
      counted: count === undefined ? '' : count.toFixed(digits),
      missed: value > most && over,
    }
  },
})

const cpu = (cell, counted, most = 1.05) =>
  atMost(
    `CPU per request to hand-written: ${cell.name}`,
    most,
    ({ cells }) => cells[cell.name]?.traceferry?.cpu.toHandWritten.median,
    (cost) => cost[counted] && cost[counted].traceferry / cost[counted]['hand-written'],
  )

/** A figure whose ratio to hand-written must not lean to the worse side more often than a coin would. */
const alike = (text, figure, worse) => ({
  text: `${text} to hand-written: ${main.name}`,
  goal: 'not to be told apart in paired rounds (sign test, p above 0.05)',
  judge({ cells }) {
    const ratio = cells[main.name]?.traceferry?.[figure].toHandWritten
    if (ratio?.above === undefined) return undefined
    const p = signTest(ratio)
    const missed = p <= 0.05 && worse(ratio.median) && `p ${p.toFixed(3)}`
    return { measured: `${ratio.median.toFixed(2)}, p ${p.toFixed(2)}`, missed }
  },
})

const main = cellOf()
const silent = cellOf({ fanOut: 0 })

const goals = [
  cpu(main, 'Express 5 + undici.request'),
  cpu(cellOf({ client: 'fetch' }), 'Express 5 + fetch'),
  cpu(cellOf({ client: 'http' }), 'Express 5 + node:http'),
  cpu(cellOf({ client: 'axios' }), 'Express 5 + axios'),
  cpu(cellOf({ framework: 'fastify' }), 'Fastify 5 + undici.request'),
  cpu(cellOf({ framework: 'koa' }), 'Koa 3 + undici.request'),
  cpu(cellOf({ framework: 'http' }), 'node:http + undici.request'),
  cpu(cellOf({ fanOut: 10 }), 'Express 5 + 10 x undici.request'),
  atMost(
    'CPU of a request without a call, to a context and nothing else',
    1.03,
    ({ cells }) => {
      const { traceferry, 'context only': context } = cells[silent.name] ?? {}
      return traceferry && context && traceferry.cpu.median / context.cpu.median
    },
    ({ 'Express 5, no call': cost }) => cost && cost.traceferry / cost['context only'],
  ),
  alike('requests/s', 'perSecond', (ratio) => ratio < 1),
  alike('p99', 'p99', (ratio) => ratio > 1),
  atMost(
    'bytes retained by a pending timer, over bare',
    1024,
    ({ memory }) => memory?.traceferry && memory.traceferry.retained - memory.bare.retained,
  ),
  atMost('CPU of the start-up over bare, ms', 15, ({ startup }) => startup?.traceferry?.over),
  atMost('growth of the heap in 100,000 requests, bytes per request', 4, ({ memory }) => memory?.traceferry?.leak),
  atMost('growth of the heap in 1,000,000 requests, bytes per request', 0.5, ({ long }) => long?.leak),
  ...['undici', 'node:http'].flatMap((client) =>
    ['outside of a request', 'to a host outside'].map((where) =>
      atMost(`added to a call of ${client} ${where}, µs, Node 20`, 0.3, ({ micro }) => {
        const [untouched, touched] = ['untouched', where].map((name) => micro?.[`call: ${client}, ${name}`]?.['20'])
        return untouched && touched && (touched.min - untouched.min) / 1000
      }),
    ),
  ),
]

/**
 * `{ title, head, rows }` as in tables.js, of those goals that were measured. `micro`: what bench:micro wrote, `cost`: what
 * bench:cost did.
 */
export function goalsTable(figures) {
  const rows = goals.flatMap(({ text, goal, judge }) => {
    const { measured, counted = '', missed } = judge(figures) ?? {}
    return measured === undefined ? [] : [[text, goal, measured, counted, missed ? `✗ ${missed}` : 'met']]
  })
  return { title: 'Goals', head: ['', 'goal', 'by the clock', 'by instructions', ''], rows }
}
