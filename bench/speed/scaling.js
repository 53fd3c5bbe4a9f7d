// Cost against size: one dimension of the main cell grows, all else stays. Counted as instructions where that works,
// since a slope needs steadier figures than a clock gives.
import { bytes } from '../cost/bytes.js'
import { findEmulator } from '../cost/emulator.js'
import { instructions } from '../cost/instructions.js'
import { measure } from '../cost/measure.js'
import { cellOf } from './cells.js'

/** Who is drawn: the peers that say of themselves that they forward, and what they are compared with. */
const DRAWN = ['bare', 'hand-written', 'traceferry', 'OpenTelemetry, propagators', 'dd-trace']

export const dimensions = [
  { key: 'forwarded', title: 'headers to forward', points: [1, 8, 16, 32, 64] },
  { key: 'fanOut', title: 'calls for each request', points: [1, 5, 10, 25, 50, 100] },
  { key: 'connections', title: 'connections', points: [1, 10, 100, 1000] },
  { key: 'bytes', title: 'bytes to forward', points: [256, 1024, 2048, 4096, 8000] },
]

const drawn = (contenders) => contenders.filter(({ name }) => DRAWN.includes(name))
const all = dimensions.flatMap(({ points }) => points).length

export const scalingSteps = (contenders) => drawn(contenders).length * all

/** `{ unit, [dimension]: { [contender]: [[size, figure per request], ...] } }` */
export async function measureScaling({ contenders, loader, folders, progress, say }) {
  const { command, reason } = findEmulator(say)
  if (command === undefined) say(`instructions cannot be counted here, so allocated bytes are: ${reason}`)
  const meter = command === undefined ? bytes : instructions(command)
  const common = { meter, upstream: loader.upstream, folders }
  const curves = { unit: meter.unit }
  for (const { key, points, title } of dimensions) {
    curves[key] = {}
    for (const contender of drawn(contenders)) {
      curves[key][contender.name] = []
      for (const size of points) {
        const cell = { ...cellOf(), [key]: size }
        curves[key][contender.name].push([size, await measure({ ...common, contender, cell })])
        progress(`${contender.name}, ${size} ${title}`)
      }
    }
  }
  return curves
}
