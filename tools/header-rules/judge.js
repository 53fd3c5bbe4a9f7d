// One pass, judged: each case against the rules, against its golden row, and against itself without the one line.
import { fateOf } from './fate.js'
import { differences, goldenRows } from './golden.js'
import { pass } from './pass.js'
import { rowOf } from './row.js'
import { complaints, oneRequestId } from './rules.js'
import { isJoined } from './trees.js'
import { sent } from './vectors.js'

/**
 * A case, and what is wrong with it: nothing, if all is well.
 * @typedef {{ name: string, fate: string, row: any, rules: string[], wrong: string[] }} Judged
 */

/**
 * @param {object} options
 * @param {import('../envoy/envoy-binary.js').Envoy} options.envoy
 * @param {string} options.tracer a name in tracers.js
 * @returns {Promise<Judged[]>} for each case its `name`, its `fate`, its `row` for the golden file, and what is `wrong`: nothing, if all is well
 */
export async function judge({ envoy, tracer }) {
  const golden = goldenRows(tracer, envoy.version)
  const cases = await Promise.all(
    ['none', 'remote', 'active'].map((sdk) =>
      pass({ envoy, tracer, vectors: sent().filter(({ ask }) => ask.sdk === sdk) }),
    ),
  )
  return cases.flat().map(({ vector, with: seen, without }) => {
    const row = rowOf(vector, seen)
    const rules = complaints(vector, tracer, seen)
    const fate = fateOf(vector, tracer, seen)
    if (!isBroken(without, fate)) rules.push('without the line it is whole, too')
    return {
      name: vector.name,
      fate,
      row,
      rules,
      wrong: [...rules, ...differences(golden[vector.name], row)],
    }
  })
}

/** A trace that holds without the line, too, would prove nothing about it. */
function isBroken({ spans, appGot, upstreamGot }, fate) {
  // A tracer in the app carries its own format, and loses the x-request-id.
  if (fate === 'beside') return upstreamGot.every((lines) => oneRequestId(appGot, lines).length > 0)
  return !isJoined({ spans }) && (fate !== 'whole' || new Set(spans.map(({ traceId }) => traceId)).size > 1)
}
