// What traceferry wants to cost at most, and what it costs: medians of ratios within a round, or differences.
import { cellOf } from './cells.js'

const cpu = (cell, most) => ({
  text: `CPU per request to hand-written: ${cell.name}`,
  most,
  measured: ({ cells }) => cells[cell.name]?.traceferry?.cpu.toHandWritten.median,
})

const clients = ['undici', 'fetch', 'http', 'axios'].map((client) => cpu(cellOf({ client }), 1.05))
const frameworks = ['fastify', 'koa', 'http'].map((framework) => cpu(cellOf({ framework }), 1.05))
const silent = cellOf({ fanOut: 0 })

const goals = [
  ...clients,
  ...frameworks,
  cpu(cellOf({ fanOut: 10 }), 1.05),
  {
    text: 'CPU of a request without a call, to a context and nothing else',
    most: 1.03,
    measured: ({ cells }) => {
      const { traceferry, 'context only': context } = cells[silent.name] ?? {}
      return traceferry && context && traceferry.cpu.median / context.cpu.median
    },
  },
  {
    text: 'bytes retained by a pending timer, over bare',
    most: 1024,
    measured: ({ memory }) => memory?.traceferry && memory.traceferry.retained - memory.bare.retained,
  },
  {
    text: 'CPU of the start-up over bare, ms',
    most: 15,
    measured: ({ startup }) => startup?.traceferry && startup.traceferry.cpu - startup.bare.cpu,
  },
  {
    text: 'growth of the heap, bytes per request',
    most: 4,
    measured: ({ memory }) => memory?.traceferry?.leak,
  },
]

/** `{ title, head, rows }` as in tables.js, of those goals that were measured. */
export function goalsTable(figures) {
  const rows = goals.flatMap(({ text, most, measured }) => {
    const value = measured(figures)
    if (value === undefined) return []
    const shown = most < 2 ? value.toFixed(2) : value.toFixed(0)
    return [[text, `at most ${most}`, shown, value <= most ? 'met' : `✗ ${missedBy(value, most)}`]]
  })
  return { title: 'Goals', head: ['', 'goal', 'measured', ''], rows }
}

function missedBy(value, most) {
  return most < 2 ? `${((value / most - 1) * 100).toFixed(0)} % over` : `${(value - most).toFixed(0)} over`
}
