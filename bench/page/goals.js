// What traceferry wants to cost at most, and what was counted. A goal that is missed is told as missed.
import { CACHED, calls, EMPTY, HTTP, MAIN, rest, SERVER, SILENT, shared } from '../cost/everyone/plan.js'

/** The Nodes that people run. */
const LINES = ['24', '26']

const OURS = 'traceferry'
const COPY = 'hand-written'
const MB = 1_000_000

/**
 * @param {string} text
 * @param {number} most
 * @param {(figures: any) => number | undefined} measure
 * @param {{ unit?: string, digits?: number, lines?: string[], why?: string | undefined }} [more]
 */
const goal = (text, most, measure, { unit = '', digits = 3, lines = LINES, why } = {}) => ({
  ...{ text, most, measure, unit, digits, lines, why },
})

const UNDICI = `Calls of undici.request: undici does little work of its own, so all that traceferry does besides the copy shows. On Node 24 that is 18,000
instructions in a request with one call, 5 µs, by function (\`npm run bench -- where\`): 6,700 in the code of core, which reads the headers, keeps the context and
finds out where the call goes, 3,800 in the patterns that check each value, 2,600 in parts of the engine that this code calls, 2,200 in the code that
wraps the client, 1,900 in collections and the engine's own code, 800 in the rest. The goal leaves 8,200. The copy by hand checks no value, forwards to every
host, and is wrong on late events and redirects.`

const toCopy = [...shared, ...rest]
  .filter((cell) => cell !== SILENT)
  .map((cell) =>
    goal(`${cell.name}, to the copy by hand`, 1.03, ({ ratio }) => ratio('instructions', cell, OURS, COPY), {
      why: cell.client.startsWith('undici') ? UNDICI : undefined,
    }),
  )

const outside = calls
  .filter(({ name }) => !name.endsWith('headers'))
  .map((call) =>
    goal(`added to a call of ${call.name}`, 0.3, ({ added }) => added('calls', call, OURS), {
      ...{ unit: ' µs', digits: 2 },
      why: call.name.endsWith('outside')
        ? `A call to a host outside: a redirect may lead back inside, and a late listener may call a host inside, so the call is bound
to its request like any other.`
        : undefined,
    }),
  )

const START = `The start-up: of 68 million instructions on Node 24, 27 parse 165 KB of code, of which 41 KB run before the first request, and 9 or more find
and read three packages. Shorter names would save 2. An empty process has not loaded node:http and node:https, which every service has, and which we cannot
do without.`

export const goals = [
  goal(`${MAIN.name}, to bare`, 1.1, ({ ratio }) => ratio('instructions', MAIN, OURS), { why: UNDICI }),
  ...toCopy,
  goal(`${SILENT.name}, to a context alone`, 1.05, ({ ratio }) => ratio('instructions', SILENT, OURS, 'context only')),
  ...[EMPTY, SERVER, CACHED].flatMap((row) => [
    goal(`start-up, over ${row.name}`, 12, ({ added }) => part(added('start', row, OURS), 1000), {
      ...{ unit: ' ms', digits: 0, lines: ['24'], why: START },
    }),
    goal(`resident, over ${row.name}`, 3, ({ over }) => part(over('resident', row, OURS), MB), {
      ...{ unit: ' MB', digits: 1, lines: ['24'], why: START },
    }),
  ]),
  goal('bytes retained by a request that is not over, over bare', 700, ({ over }) => over('retained', MAIN, OURS), {
    ...{ digits: 0, lines: ['24'] },
  }),
  ...outside,
  goal('bytes that each of 1,000,000 requests leaves in the heap', 0.5, ({ at }) => at('growth', HTTP, OURS), {
    digits: 2,
  }),
]

/** `{ text, line, most, measured, missed, why }` of each goal on each Node for which it is one and its figure is known. */
export function judged(figuresOf) {
  return goals.flatMap(({ text, most, measure, unit, digits, lines, why }) =>
    lines.flatMap((line) => {
      const value = measure(figuresOf(line))
      if (value === undefined) return []
      const show = (figure) => `${figure.toFixed(digits)}${unit}`
      return [{ text, line, most: `${most}${unit}`, measured: show(value), missed: value > most, why }]
    }),
  )
}

function part(value, whole) {
  return value === undefined ? undefined : value / whole
}
