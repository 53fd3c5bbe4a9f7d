// The few figures that README.md shows: what a request with one call costs on each Node.
import { markdown, replaced } from '../../tools/pack/markers.js'
import { MAIN } from '../cost/everyone/plan.js'
import { shown } from './figures.js'

const NAMES = ['hand-written', 'traceferry', 'OpenTelemetry, propagators', 'dd-trace']

/** README.md with its table between the markers anew. */
export function tableOfReadme(readme, nodes) {
  const head = [`${MAIN.name}, 8 headers`, 'bare', 'a copy by hand', ...NAMES.slice(1)]
  const rows = nodes.map(({ line, at, ratio, added }) => [
    `Node ${line}`,
    `${shown.whole(at('instructions', MAIN, 'bare'))} instructions`,
    ...NAMES.map((name) => {
      const factor = ratio('instructions', MAIN, name)
      return factor === undefined
        ? '-'
        : `${factor.toFixed(2)} times, +${shown.fine(added('instructions', MAIN, name))} µs`
    }),
  ])
  return replaced(readme, 'npm run bench -- page', markdown(head, rows))
}
