// One pass, judged: each case against the rules, against its golden row, and against itself without the one line.
import { fateOf } from './fate.js'
import { differences, goldenRows } from './golden.js'
import { pass } from './pass.js'
import { rowOf } from './row.js'
import { complaints } from './rules.js'
import { isJoined } from './trees.js'
import { sent } from './vectors.js'

/**
 * @param envoy of envoy-binary.js
 * @param tracer a name in tracers.js
 * @returns for each case its `name`, its `fate`, its `row` for the golden file, and what is `wrong`: nothing, if all is well
 */
export async function judge({ envoy, tracer }) {
  const golden = goldenRows(tracer, envoy.version)
  const cases = await pass({ envoy, tracer, vectors: sent() })
  return cases.map(({ vector, with: seen, without }) => {
    const row = rowOf(vector, seen)
    const rules = complaints(vector, tracer, seen)
    // A trace that holds without the line, too, would prove nothing about it.
    const fate = fateOf(vector, tracer, seen)
    const traces = new Set(without.spans.map(({ traceId }) => traceId)).size
    if (isJoined(without) || (fate === 'whole' && traces < 2)) rules.push('without the line it is one trace, too')
    return {
      name: vector.name,
      fate,
      row,
      rules,
      wrong: [...rules, ...differences(golden[vector.name], row)],
    }
  })
}
