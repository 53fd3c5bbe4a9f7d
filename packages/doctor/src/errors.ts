// The doctor's errors: each has a code, names the wrong value and says what to do.
import { placeOf } from '@traceferry/core/command'
import { errorPage, printable } from '@traceferry/core/internal'

/** Error codes of the doctor. All of traceferry shares the codes TF001 and up: docs/errors.md. */
export type DoctorErrorCode =
  | 'TF800'
  | 'TF801'
  | 'TF802'
  | 'TF803'
  | 'TF804'
  | 'TF805'
  | 'TF806'
  | 'TF807'
  | 'TF808'
  | 'TF809'

/**
 * Input that cannot be checked, exit code 2. The message names the code, the wrong value and what to do.
 *
 * @example
 * try {
 *   parseMesh('ambient')
 * } catch (error) {
 *   error.code // 'TF801'
 * }
 */
export class DoctorError extends Error {
  /** Written out, so that it survives minified code. */
  override readonly name = 'DoctorError'
  /** Such as `TF801`; docs/errors.md has a heading for each. */
  readonly code: DoctorErrorCode

  /** `problem` names the wrong value, `cure` says what to do instead. */
  constructor(code: DoctorErrorCode, problem: string, cure: string) {
    super(printable(`${code}: ${problem}; ${cure}. See ${errorPage(code)}`))
    this.code = code
  }
}

/** Quotes a value for a message, and cuts it when it is long. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Turns any error into an error of the doctor: for an unexpected one, it says where it happened. */
export function doctorErrorOf(error: unknown): DoctorError {
  if (error instanceof DoctorError) return error
  if (error instanceof RangeError && /call stack|string length/i.test(error.message))
    return new DoctorError(
      'TF803',
      `the input is too large or nested too deep: ${error.message}`,
      'check fewer files at a time',
    )
  return new DoctorError('TF809', `the doctor itself failed: ${placeOf(error)}`, 'please report it, with the input')
}
