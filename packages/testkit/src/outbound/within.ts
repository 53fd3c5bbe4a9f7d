// Runs test code in the context of a request.
import { capture, createPolicy, run } from '@traceferry/core'
import { samples } from '../samples.ts'

const policy = createPolicy({ headers: ['end-user'] }, {})

/** One request's headers in every format that can be combined with the others. */
export const everyHeader: readonly string[] = [
  ...Object.entries(samples).flatMap(([name, flat]) => (name === 'single b3' ? [] : flat)),
  ...['End-User', 'jason; "quoted", caf\u00e9'],
]

/** Runs a function in the context of a request with these raw header lines. */
export function within<R>(rawHeaders: readonly string[], fn: () => R): R {
  return run(capture(rawHeaders, policy), fn)
}
