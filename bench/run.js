// `npm run bench -- NAME`: what traceferry costs, beside the peers. A NEW BENCHMARK IS A LINE HERE.
import { openDoor } from '../tools/door/open-door.js'

openDoor('npm run bench --', 'Measures what traceferry costs, beside the peers.', [
  ['cost', 'cost/run.js', 'instructions per request: fails when a request costs over 3 % more than before'],
  ['flood', 'flood/run.js', '16 KB of headers as a stranger may choose them: at most 1.5 times a bare service'],
  ['where', 'where/run.js', 'the instructions of a request by function'],
  ['page', 'page/run.js', 'docs/performance.md, from what `cost --everyone` has counted'],
  ['speed', 'speed/run.js', 'speed, memory and start by the clock: docs/performance-by-clock.md'],
  ['micro', 'micro/run.js', 'what each piece costs, on each Node'],
  ['size', 'size/run.js', 'what each package puts into node_modules: docs/size.md'],
  ['correctness', 'correctness/run.js', 'what goes over the wire: docs/correctness.md'],
  ['audit', 'audit/run.js', 'the audit of a million spans, a gigabyte: seconds and memory'],
  ['doctor', 'doctor/run.js', 'the doctor on 1,000 to 16,000 objects and 10,000 files: seconds and memory'],
])
