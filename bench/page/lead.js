// The sentences at the top of docs/performance.md: what a reader came for.
import { HTTP, MAIN, SILENT } from '../cost/everyone/plan.js'
import { shown } from './figures.js'

const PEERS = ['OpenTelemetry, propagators', 'OpenTelemetry, spans', 'dd-trace', 'Elastic APM', 'Sentry']

export function lead({ line, pace, added, over, ratio }) {
  const costs = (cell, name) => `${shown.fine(added('instructions', cell, name))} µs`
  const bytes = (cell, name) => `${shown.whole(over('bytes', cell, name))} bytes`
  if (pace === undefined || added('instructions', MAIN, 'traceferry') === undefined) return ''
  const parts = [
    `On Node ${line}, with one call and eight headers, **traceferry adds ${costs(MAIN, 'traceferry')} and ${bytes(MAIN, 'traceferry')} to a request** of
Express 5 + undici.request, ${shown.ratio(ratio('instructions', MAIN, 'traceferry'))} times bare; the copy that a careful user writes by hand adds ${costs(MAIN, 'hand-written')} and ${bytes(MAIN, 'hand-written')}.`,
    `Of ${HTTP.name} it is ${costs(HTTP, 'traceferry')} and ${bytes(HTTP, 'traceferry')}, by hand ${costs(HTTP, 'hand-written')} and ${bytes(HTTP, 'hand-written')}.`,
    `A request without a call costs ${costs(SILENT, 'traceferry')} and ${bytes(SILENT, 'traceferry')} more than bare.`,
  ]
  const others = PEERS.filter((name) => added('instructions', MAIN, name) !== undefined)
  if (others.length > 0) parts.push(`Beside it: ${others.map((name) => `${name} ${costs(MAIN, name)}`).join('; ')}.`)
  return parts.join('\n')
}
