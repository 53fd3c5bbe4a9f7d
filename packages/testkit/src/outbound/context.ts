import { capture, createPolicy, run } from '@traceferry/core'
import { samples } from '../samples.ts'

const policy = createPolicy({ headers: ['end-user'] }, {})

/** One request's worth of every format that can stand beside the others. */
export const everyHeader: readonly string[] = [
  ...Object.entries(samples).flatMap(([name, flat]) => (name === 'single b3' ? [] : flat)),
  ...['End-User', 'jason; "quoted", caf\u00e9'],
]

/** Runs a function as the handler of a request with these raw header lines would run. */
export function within<R>(rawHeaders: readonly string[], fn: () => R): R {
  return run(capture(rawHeaders, policy), fn)
}
