// What `npm run mesh` does unless told otherwise: each tracer, the same load without the line and with it.
import { figuresOf, leftOneWholeTrace } from '../mesh/figures.js'
import { step } from '../mesh/steps.js'
import { drawTree } from '../mesh/tree.js'
import { tracers } from './envoy/tracing.js'
import { findIstio, version } from './istio/binaries.js'
import { istioSidecars } from './istio/control-plane.js'
import { measure } from './measure.js'
import { withProgress } from './progress.js'
import { startMesh } from './start-mesh.js'
import { comparison } from './tables.js'

export async function compare({ options, envoy }) {
  const sidecars = options.istio ? istioSidecars(await step('Looking for Istio', findIstio)) : undefined
  const chosen = options.istio ? ['zipkin'] : options.tracer ? [options.tracer] : Object.keys(tracers)
  const passes = {}
  let mesh
  let last
  for (const tracer of chosen) {
    const { sampling } = options
    await mesh?.stop()
    mesh = await step(`Starting the mesh, tracer ${tracer}: 10 pods, 7 Envoys, 6 services`, () =>
      startMesh({ envoy, sidecars, tracer, sampling, env: { TRACEFERRY: 'off' } }),
    )
    const before = await pass(mesh, options, 'without the line')
    await step('Starting the services again, with the line', () => mesh.restartApps({ TRACEFERRY: 'on' }))
    await measure(mesh, { requests: 20, concurrency: 2 }) // the first calls meet connections to the services of before
    last = await pass(mesh, options, 'with the line')
    passes[tracer] = { before: before.figures, after: last.figures }
  }
  const whole = Object.values(passes).every(({ before, after }) => isWhole(after, options) && isBroken(before, options))
  const tree = last.trees.get(last.answers.at(-1).requestId)?.[0]
  const text = [`\n${comparison(passes)}\n`, ...(tree ? [`${drawTree(tree)}\n`] : []), verdict(whole, options)].join(
    '\n',
  )
  return { whole, result: { ...settings(options), passes, trace: tree?.trace }, text, mesh }
}

async function pass(mesh, options, how) {
  const { requests, concurrency } = options
  const { answers, spans, seconds, dropped } = await withProgress(
    `${requests} checkouts ${how}`,
    requests,
    (onAnswer) => measure(mesh, { requests, concurrency }, { onAnswer }),
  )
  const { figures, trees } = figuresOf(answers, spans)
  const sampled = answers.filter(({ requestId }) => trees.has(requestId))
  const whole = sampled.filter((answer) => leftOneWholeTrace(answer, trees)).length
  return { answers, trees, figures: { ...figures, sampled: sampled.length, wholeRequests: whole, seconds, dropped } }
}

/** Sampled or not, no request has left half a trace; and everybody got an answer. */
function isWhole(after, { sampling }) {
  const { requests, answered, traces, sampled, wholeRequests, brokenLinks, orphans, crossed } = after
  const all = answered === requests && traces === sampled && wholeRequests === sampled
  return all && brokenLinks + orphans + crossed === 0 && (sampling < 100 || sampled === requests)
}

const isBroken = (before, { sampling }) => sampling < 100 || before.traces > before.requests

const settings = ({ requests, concurrency, sampling, istio }) => ({
  requests,
  concurrency,
  sampling,
  ...(istio ? { istio: version } : {}),
})

function verdict(whole, { sampling }) {
  if (!whole) return 'Not every request left one whole trace.'
  return sampling < 100 ? 'Every sampled request left one whole trace.' : 'Every request left one whole trace.'
}
