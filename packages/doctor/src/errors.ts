import { errorPage, printable } from '@traceferry/core/internal'

/** Codes of what the doctor refuses to work with. They share the name space TF001.. of traceferry: docs/errors.md. */
export type DoctorErrorCode = 'TF801' | 'TF802' | 'TF803' | 'TF804' | 'TF805' | 'TF806' | 'TF807' | 'TF808' | 'TF809'

/**
 * Input that cannot be checked: exit code 2. The message names the code, the wrong value and the cure.
 *
 * @example
 * try {
 *   parseMesh('ambient')
 * } catch (error) {
 *   error.code // 'TF801'
 * }
 */
export class DoctorError extends Error {
  /** Stays the same when the code is minified. */
  override readonly name = 'DoctorError'
  /** Such as `TF801`; docs/errors.md has a heading for each. */
  readonly code: DoctorErrorCode

  /** `problem` names the wrong value, `cure` says what to write instead. */
  constructor(code: DoctorErrorCode, problem: string, cure: string) {
    super(printable(`${code}: ${problem}; ${cure}. See ${errorPage(code)}`))
    this.code = code
  }
}

/** A value as a message shows it: quoted, and cut when it is long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
