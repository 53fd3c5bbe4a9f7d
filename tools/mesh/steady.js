// `--load RPS --seconds N`: that many requests a second for that long, with the line, and what happened to them.
import { step } from '../shared/steps.js'
import { follow, isRight } from './followed.js'
import { chooseMaker } from './makers.js'
import { measure } from './measure.js'
import { withProgress } from './progress.js'
import { startMesh } from './start-mesh.js'
import { chooseStore } from './stores.js'
import { table } from './tables.js'

export async function steady({ options, envoy }) {
  const { tracer = 'zipkin', sampling, load: rate, seconds = 30 } = options
  const maker = await chooseMaker(options)
  const store = await chooseStore(options)
  const mesh = await step(`Starting the mesh, tracer ${tracer}`, () =>
    startMesh({ envoy, sidecars: maker.sidecars(), openStore: store.open, tracer, sampling }),
  )
  const load = await withProgress(`${rate} checkouts a second for ${seconds} s`, rate * seconds, (onAnswer) =>
    measure(mesh, { rate, seconds }, { onAnswer }),
  )
  const figures = follow(load)
  const result = { tracer, ...maker.settings, ...store.settings, sampling, rate, seconds, figures }
  return { whole: isRight(figures), result, text: `\n${table(['', ''], Object.entries(figures))}`, mesh }
}
