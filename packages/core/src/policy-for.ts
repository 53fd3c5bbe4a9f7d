import { lineOf } from './line.ts'
import { createPolicy, type Policy } from './policy.ts'
import { failure } from './warning.ts'

let ofTheEnvironment: Policy | undefined

/** The policy for what no request has brought: the one that was given, else that of the app's line, else the environment's. */
export function policyFor(given: Policy | undefined): Policy {
  return given ?? lineOf() ?? environment()
}

function environment(): Policy {
  try {
    ofTheEnvironment ??= createPolicy()
  } catch (error) {
    // A wrong variable in the environment may have been meant to keep headers from somebody: so none go.
    failure('the environment', error)
    ofTheEnvironment = createPolicy({ formats: [] }, {})
  }
  return ofTheEnvironment
}
