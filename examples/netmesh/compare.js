// What `npm run mesh` does unless told otherwise: each tracer, the same load without the line and with it.
import { step } from '../mesh/steps.js'
import { drawTree } from '../mesh/tree.js'
import { tracers } from './envoy/tracing.js'
import { findIstio, version } from './istio/binaries.js'
import { istioSidecars } from './istio/control-plane.js'
import { install } from './needs.js'
import { isWhole, verdict, withoutAndWith } from './passes.js'
import { startMesh } from './start-mesh.js'
import { comparison } from './tables.js'

export async function compare({ options, envoy }) {
  const istio = options.istio ? await step('Looking for Istio', prepareIstio) : undefined
  const { tracer: only, sampling } = options
  const passes = {}
  let mesh
  let last
  for (const tracer of only ? [only] : Object.keys(tracers)) {
    await mesh?.stop()
    const sidecars = istio && istioSidecars(istio, options)
    mesh = await step(`Starting the mesh, tracer ${tracer}: 10 pods, 7 Envoys, 6 services`, () =>
      startMesh({ envoy, sidecars, tracer, sampling, env: { TRACEFERRY: 'off' } }),
    )
    last = await withoutAndWith(mesh, options)
    passes[tracer] = { before: last.before, after: last.after }
  }
  const whole = Object.values(passes).every((figures) => isWhole(figures, options))
  const { tree, outside } = last
  const text = [`\n${comparison(passes)}\n`, ...(tree ? [`${drawTree(tree)}\n`] : []), verdict(whole, options)].join(
    '\n',
  )
  return { whole, result: { ...settings(options), passes, outside, trace: tree?.trace }, text, mesh }
}

async function prepareIstio(say) {
  await install({ openssl: 'openssl' }, say) // it makes the mesh's certificate authority
  return findIstio(say)
}

const settings = ({ requests, concurrency, sampling, istio, mtls }) => ({
  requests,
  concurrency,
  sampling,
  ...(istio ? { istio: version, mtls } : {}),
})
