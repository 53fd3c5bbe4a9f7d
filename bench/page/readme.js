// The few figures that README.md shows: what a request with one call costs on each Node.
import { markdown, replaced } from '../../tools/pack/markers.js'
import { MAIN } from '../cost/everyone/plan.js'

const NAMES = ['hand-written', 'traceferry', 'OpenTelemetry, propagators', 'dd-trace']

/** README.md with a new table between the markers. */
export function tableOfReadme(readme, nodes) {
  const head = [`Added to a request of ${MAIN.name}, 8 headers`, 'bare takes', 'a copy by hand', ...NAMES.slice(1)]
  const rows = nodes.map(({ line, taken, ratio, added }) => [
    `Node ${line}`,
    inMilliseconds(taken('instructions', MAIN, 'bare')),
    ...NAMES.map((name) => {
      const factor = ratio('instructions', MAIN, name)
      if (factor === undefined) return '-'
      return `${Math.round((factor - 1) * 100)} %, ${inMilliseconds(added('instructions', MAIN, name))}`
    }),
  ])
  return replaced(readme, 'npm run bench -- page', markdown(head, rows))
}

function inMilliseconds(micros) {
  return `${(micros / 1000).toFixed(3)} ms`
}
