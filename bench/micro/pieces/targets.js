import { createPolicy } from '../../../packages/core/dist/index.js'
import { INSIDE, OUTSIDE, policy } from '../samples.js'

// A function among the patterns forbids to remember, so that each decision is made anew.
const forgetful = createPolicy({ targets: [() => false] })

export const pieces = {
  'target: inside, seen before': () => policy.verdictFor(INSIDE),
  'target: outside, seen before': () => policy.verdictFor(OUTSIDE),
  'target: inside, new': () => forgetful.verdictFor(INSIDE),
  'target: outside, new': () => forgetful.verdictFor(OUTSIDE),
}
