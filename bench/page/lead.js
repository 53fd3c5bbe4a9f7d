// The sentences at the top of docs/performance.md: what a reader came for.
import { HTTP, MAIN, SILENT } from '../cost/everyone/plan.js'
import { shown } from './figures.js'

const PEERS = ['OpenTelemetry, propagators', 'OpenTelemetry, spans', 'dd-trace', 'Elastic APM', 'Sentry']

export function lead({ line, pace, added, over, ratio }) {
  if (pace === undefined || added('instructions', MAIN, 'traceferry') === undefined) return ''
  /** Its bytes are told where they were counted. */
  const costs = (cell, name) => {
    const bytes = over('bytes', cell, name)
    const time = `${shown.fine(added('instructions', cell, name))} µs`
    return bytes === undefined ? time : `${time} and ${shown.whole(bytes)} bytes`
  }
  const counted = (cell) => added('instructions', cell, 'traceferry') !== undefined
  const others = PEERS.filter((name) => added('instructions', MAIN, name) !== undefined)
  const of = (cell) => `${costs(cell, 'traceferry')}, and the copy by hand ${costs(cell, 'hand-written')}`
  return [
    `On Node ${line}, with one call and eight headers, **traceferry adds ${costs(MAIN, 'traceferry')} to a request** of Express 5 + undici.request:
${shown.ratio(ratio('instructions', MAIN, 'traceferry'))} times bare. The copy that a careful user writes by hand adds ${costs(MAIN, 'hand-written')}.`,
    counted(HTTP) && `To one of ${HTTP.name} traceferry adds ${of(HTTP)}.`,
    counted(SILENT) && `To a request without a call it adds ${of(SILENT)}.`,
    others.length > 0 &&
      `Beside it ${others.map((name) => `${name}: ${shown.fine(added('instructions', MAIN, name))} µs`).join('; ')}.`,
  ]
    .filter(Boolean)
    .join('\n')
}
