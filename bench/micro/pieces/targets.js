// The decision whether a host is inside the mesh: one that is remembered, and one that is made anew.
import { createPolicy, resolved } from '../../../packages/core/dist/internal.js'
import { INSIDE, OUTSIDE, policy } from '../samples.js'

// A function among the patterns forbids to remember, so that each decision is made anew.
const forgetful = resolved(createPolicy({ targets: [() => false] }))
const usual = resolved(policy)

export const pieces = {
  'target: inside, seen before': () => usual.verdictFor(INSIDE),
  'target: outside, seen before': () => usual.verdictFor(OUTSIDE),
  'target: inside, new': () => forgetful.verdictFor(INSIDE),
  'target: outside, new': () => forgetful.verdictFor(OUTSIDE),
}
