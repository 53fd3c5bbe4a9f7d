// What `npm run tool -- mesh` does unless told otherwise: each tracer, the same load without the line and with it.

import { drawTree } from '../demo/tree.js'
import { step } from '../shared/steps.js'
import { tracers } from './envoy/tracing.js'
import { chooseMaker } from './makers.js'
import { url } from './measure.js'
import { findRuntimes, onRuntimes, runtimeNames } from './on-runtimes.js'
import { isWhole, verdict, withoutAndWith } from './passes.js'
import { plantedRounds } from './planted.js'
import { startMesh } from './start-mesh.js'
import { chooseStore } from './stores.js'
import { comparison, plantedTable } from './tables.js'

export async function compare({ options, envoy }) {
  const maker = options.runtimes ? await chooseRuntimes() : await chooseMaker(options)
  const store = await chooseStore(options)
  const { tracer: only, requests, concurrency, sampling } = options
  const passes = {}
  const planted = {}
  let mesh
  let last
  for (const tracer of only ? [only] : Object.keys(tracers)) {
    await mesh?.stop()
    const sidecars = maker.sidecars()
    mesh = await step(`Starting the mesh, tracer ${tracer}: 10 pods, ${maker.envoys} Envoys, 6 services`, () =>
      startMesh({ envoy, sidecars, openStore: store.open, tracer, sampling, env: { TRACEFERRY: 'off' } }),
    )
    last = await withoutAndWith(mesh, options)
    passes[tracer] = { before: last.before, after: last.after }
    if (options.audit) planted[tracer] = await plantedRounds(mesh, { tracer, url, record: options.record })
  }
  const faults = Object.values(planted).flatMap((found) => Object.values(found).flat())
  const whole = Object.values(passes).every((figures) => isWhole(figures, options)) && faults.length === 0
  const { tree, outside } = last
  const told = options.audit ? [`${plantedTable(planted)}\n`] : []
  const text = [
    `\n${comparison(passes)}\n`,
    ...told,
    ...(tree ? [`${drawTree(tree)}\n`] : []),
    verdict(whole, options),
  ].join('\n')
  return {
    whole,
    result: {
      requests,
      concurrency,
      sampling,
      ...maker.settings,
      ...store.settings,
      passes,
      ...(options.audit ? { planted } : {}),
      outside,
      trace: tree?.trace,
    },
    text,
    mesh,
  }
}

async function chooseRuntimes() {
  await step('Looking for Bun, Deno and workerd', async (say) => findRuntimes(say))
  return { sidecars: () => onRuntimes, envoys: 7, settings: { runtimes: runtimeNames } }
}
