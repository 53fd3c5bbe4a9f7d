// The rows of the fault table, in order. A new fault is one file and one line here.
//
// A fault is: `title`; `mesh` settings of its own (startMesh), else it shares the mesh of the row before; `job` (measure);
// `during(mesh, seconds)`: what goes wrong while the load runs; `seen(figures, load)`: what the row is to show, in words;
// `happened(figures, load)`: false when the fault did not take place, which is a failure, too; `losesSpans`: its Envoy
// dies with spans that it has not reported yet; `contrast`: what it looks like without, so it has to be broken.
import appRestarted from './app-restarted.js'
import b3Caller from './b3-caller.js'
import forgedHeaders from './forged-headers.js'
import none from './none.js'
import onePercent from './one-percent.js'
import { halfSampled, halfSampledWithoutRequestId } from './otel-half-sampled.js'
import sidecarKilled from './sidecar-killed.js'
import slowUpstream from './slow-upstream.js'
import upstreamErrors from './upstream-errors.js'

export const faults = [
  none,
  sidecarKilled,
  upstreamErrors,
  slowUpstream,
  appRestarted,
  b3Caller,
  forgedHeaders,
  onePercent,
  halfSampled,
  halfSampledWithoutRequestId,
]
