// What the audit must say of a recording, and how what it says differs from that.
import { services } from './plan.js'

/**
 * `traced` are logs with the headers of the trace, `logs` have Istio's own format.
 * @typedef {'spans' | 'traced' | 'logs'} Input
 */

/**
 * @param {Input} input
 * @param {string} tracer
 * @returns {Record<string, readonly string[]>} by service the ids of its kinds
 */
export function expectedOf(input, tracer) {
  const kinds = Object.entries(services).map(([name, { spans, logs }]) => {
    if (input === 'logs') return [name, logs]
    // Of a traceparent one sees whose trace it is, and not which span is the parent.
    if (input === 'traced' && tracer === 'otel') return [name, { stale: [], sdk: ['forwards-part'] }[name] ?? spans]
    return [name, spans]
  })
  return Object.fromEntries(kinds)
}

/**
 * @param {import('@traceferry/audit').Report} report
 * @param {Input} input
 * @param {string} tracer
 * @returns {string[]} one sentence for each difference: none when all that was planted is found, and nothing else
 */
export function differencesOf({ workloads, edges }, input, tracer) {
  const found = Object.fromEntries(workloads.map(({ name, kinds }) => [name, kinds.map(({ id }) => id).sort()]))
  const wrong = Object.entries({ ...expectedOf(input, tracer), gateway: [] }).flatMap(([name, wanted]) => {
    const is = (found[name] ?? ['not there']).join(', ')
    return is === wanted.join(', ') ? [] : [`${name}: ${is || 'nothing'} instead of ${wanted.join(', ') || 'nothing'}`]
  })
  const unknown = Object.keys(found).filter((name) => name !== 'gateway' && services[name] === undefined)
  const between = edges.flatMap((edge) => (edge.between ? [`${short(edge.from)} -> ${short(edge.to)}`] : []))
  // Where no trace is told, a break between two of them is not seen; and a sidecar that sends both families breaks none.
  const isSilent = input === 'logs' || tracer === 'zipkin+w3c' || (input === 'traced' && tracer === 'zipkin')
  const wantedBetween = isSilent ? [] : ['front -> other']
  const timers = workloads.flatMap(({ name, apart }) => (apart.some(({ id }) => id === 'timers') ? [name] : []))
  return [
    ...wrong,
    ...unknown.map((name) => `there is no ${name}`),
    ...(between.join() === wantedBetween.join()
      ? []
      : [`two tracers at ${between.join(', ') || 'none'} instead of ${wantedBetween}`]),
    ...(timers.join() === 'ticker' ? [] : [`timers in ${timers.join(', ') || 'none'} instead of ticker`]),
  ]
}

const short = (name) => name.replace(/\.shop$/, '')
