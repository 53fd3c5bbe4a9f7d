// The figures of one Node, as the page wants them: ratios, differences, and microseconds made of instructions.
import { MAIN } from '../cost/everyone/plan.js'

export function figuresOf(all, line) {
  const own = all[line] ?? {}
  const at = (part, row, name) => own[part]?.[row.name]?.[name]
  const over = (part, row, name, base = 'bare') => minus(at(part, row, name), at(part, row, base))
  /** Instructions that this machine's processor does in a microsecond of the bare service. */
  const pace = divided(at('instructions', MAIN, 'bare'), at('pace', MAIN, 'bare'))
  return {
    ...{ line, node: own.node, date: own.date, pace, at, over },
    ratio: (part, row, name, base = 'bare') => divided(at(part, row, name), at(part, row, base)),
    /** What a contender takes, and what it adds to bare, in µs. */
    taken: (part, row, name) => divided(at(part, row, name), pace),
    added: (part, row, name) => divided(over(part, row, name), pace),
  }
}

function minus(value, other) {
  return value === undefined || other === undefined ? undefined : value - other
}

function divided(value, other) {
  return value === undefined || other === undefined ? undefined : value / other
}

export const shown = {
  whole: (value) => (value === undefined ? '-' : Math.round(value).toLocaleString('en')),
  ratio: (value, digits = 2) => (value === undefined ? '-' : value.toFixed(digits)),
  added: (value) => (value === undefined ? '-' : `${value < 0 ? '' : '+'}${Math.round(value).toLocaleString('en')}`),
  fine: (value, digits = 1) => (value === undefined ? '-' : value.toFixed(digits)),
  milli: (value, digits = 0) => (value === undefined ? '-' : (value / 1000).toFixed(digits)),
  mega: (value) => (value === undefined ? '-' : (value / 1e6).toFixed(1)),
}
