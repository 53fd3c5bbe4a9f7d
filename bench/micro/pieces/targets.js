// The decision whether a host is inside the mesh: a remembered one and a new one.
import { createPolicy, resolved } from '../../../packages/core/dist/internal.js'
import { INSIDE, OUTSIDE, policy } from '../samples.js'

// A function among the patterns prevents remembering, so each decision is new.
const forgetful = resolved(createPolicy({ targets: [() => false] }))
const usual = resolved(policy)

export const pieces = {
  'target: inside, seen before': () => usual.verdictFor(INSIDE),
  'target: outside, seen before': () => usual.verdictFor(OUTSIDE),
  'target: inside, new': () => forgetful.verdictFor(INSIDE),
  'target: outside, new': () => forgetful.verdictFor(OUTSIDE),
}
