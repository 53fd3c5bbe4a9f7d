// Runs in each Node: measures all pieces and prints one line of JSON for each.
import { getHeapStatistics } from 'node:v8'
import { do_not_optimize as keep, measure } from 'mitata'
import { pieces as calls } from './pieces/calls.js'
import { pieces as capture } from './pieces/capture.js'
import { pieces as context } from './pieces/context.js'
import { pieces as forward } from './pieces/forward.js'
import { pieces as messages } from './pieces/messages.js'
import { pieces as targets } from './pieces/targets.js'

const [milliseconds, words] = JSON.parse(process.argv[2])
const heap = () => getHeapStatistics().used_heap_size

for (const [name, piece] of Object.entries({ ...capture, ...context, ...targets, ...forward, ...messages, ...calls })) {
  if (!words.every((word) => name.includes(word))) continue
  warm(piece)
  const { min, p50, heap: grown } = await measure(() => keep(piece()), { heap, min_cpu_time: milliseconds * 1e6 })
  console.log(JSON.stringify({ name, min, p50, bytes: grown?.avg }))
}

/** mitata's own warm-up is a few calls: the engine has not optimized anything by then. */
function warm(piece) {
  const end = performance.now() + milliseconds
  for (let i = 0; i < 20_000 || performance.now() < end; i++) keep(piece())
}
