// The off switch: TRACEFERRY_DISABLED=true.
import { flag } from './option-readers.ts'
import { type Environment, variableIn } from './read-options.ts'
import { failure } from './warn-once.ts'

/** What `explain` and @traceferry/testing say while traceferry is off. */
export const DISABLED = 'disabled by TRACEFERRY_DISABLED'

let answer: boolean | undefined

/**
 * Whether traceferry is off in this process. It is read once, at the first line of traceferry that runs, so that a process is never
 * half on. Never throws: a value that is not a boolean stops startup when options are read, and during a request it means off.
 */
export function isDisabled(): boolean {
  if (answer === undefined) {
    try {
      answer = isDisabledIn(process.env)
    } catch (error) {
      answer = true
      failure('the environment', error)
    }
  }
  return answer
}

/** Whether these variables switch it off. Throws a `TraceferryError` (TF008) for a value that is not a boolean. */
export function isDisabledIn(environment: Environment): boolean {
  const given = variableIn(environment, 'TRACEFERRY_DISABLED')
  return given !== undefined && flag(given)
}
