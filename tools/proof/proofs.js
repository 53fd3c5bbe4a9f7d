import { awaiting } from './awaiting.js'
import { deadline } from './deadline.js'
import { keepalive } from './keepalive.js'
import { retries } from './retries.js'
import { shutdown } from './shutdown.js'

// What is proved on real Envoy, in the order in which the table shows it. A NEW PROOF IS ONE FILE AND ONE LINE HERE.
//
// Each exports one object:
//   name    what --only takes
//   title   a sentence for the table and the page: what goes wrong, in a reader's words
//   about   optional: a sentence or two for the page
//   run(options) -> rows, where options is { envoy, short, say }: how to start Envoy (tools/envoy/envoy-binary.js),
//           whether the few seconds' form is wanted, and a function that hears what is going on;
//           a row is { what, before, after, right }: the case, what happened without traceferry and with it, as text
//           with the numbers in it, and whether `after` is what is promised. `figures` may hold the same as numbers.
export const proofs = [shutdown, keepalive, awaiting, deadline, retries]
