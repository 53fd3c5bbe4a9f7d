// Cost against size: one dimension of the main cell grows, all else stays. Counted as instructions where that works,
// since a slope needs steadier figures than a clock gives.
import { bytes } from '../cost/bytes.js'
import { findEmulator } from '../cost/emulator.js'
import { instructions } from '../cost/instructions.js'
import { measure } from '../cost/measure.js'
import { atOnce } from './at-once.js'
import { cellOf } from './cells.js'

/** A slope needs fewer of them than a ratio that is held. */
const WINDOWS = 3

/** Who is drawn: the peers that say of themselves that they forward, and what they are compared with. */
const DRAWN = ['bare', 'hand-written', 'traceferry', 'OpenTelemetry, propagators', 'dd-trace']

/** `known`: a tracer has its own list of headers, and no way to add sixty. */
export const dimensions = [
  {
    key: 'forwarded',
    title: 'headers to forward',
    points: [1, 8, 64],
    known: ['bare', 'hand-written', 'traceferry'],
  },
  { key: 'fanOut', title: 'calls for each request', points: [1, 10, 100] },
  { key: 'connections', title: 'connections', points: [1, 100, 1000] },
  { key: 'bytes', title: 'bytes to forward', points: [512, 2048, 8000] },
]

function jobsOf(contenders) {
  return dimensions.flatMap(({ key, title, points, known = DRAWN }) =>
    contenders
      .filter(({ name }) => known.includes(name))
      .flatMap((contender) => points.map((size) => ({ contender, size, key, title }))),
  )
}

export const scalingSteps = (contenders) => jobsOf(contenders).length

/** `{ unit, [dimension]: { [contender]: [[size, figure per request], ...] } }` */
export async function measureScaling({ contenders, loader, folders, progress, say }) {
  const { command, reason } = findEmulator(say)
  if (command === undefined) say(`instructions cannot be counted here, so allocated bytes are: ${reason}`)
  const meter = command === undefined ? bytes : instructions(command)
  const curves = Object.fromEntries(dimensions.map(({ key }) => [key, {}]))
  await atOnce(jobsOf(contenders), async ({ contender, size, key, title }) => {
    const cell = { ...cellOf({ connections: 1 }), [key]: size }
    const figure = await measure({ meter, upstream: loader.upstream, folders, contender, cell, windows: WINDOWS })
    const known = curves[key][contender.name] ?? []
    curves[key][contender.name] = [...known, [size, figure]].sort(([one], [other]) => one - other)
    progress(`${contender.name}, ${size} ${title}`)
  })
  return { unit: meter.unit, ...curves }
}
