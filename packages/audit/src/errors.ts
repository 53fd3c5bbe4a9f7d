// What the audit refuses to work with, each with a code that docs/errors.md explains.
import { placeOf } from '@traceferry/core/command'
import { errorPage, printable } from '@traceferry/core/internal'

/** Codes of the audit. They share the name space TF001.. of traceferry: docs/errors.md. */
export type AuditErrorCode = 'TF800' | 'TF821' | 'TF822' | 'TF823' | 'TF824' | 'TF825' | 'TF826' | 'TF827' | 'TF829'

/**
 * Input that cannot be judged: exit code 2. The message has the code, the wrong value and the fix.
 *
 * @example
 * try {
 *   await audit({ paths: ['no-such-file.json'] })
 * } catch (error) {
 *   error.code // 'TF821'
 * }
 */
export class AuditError extends Error {
  /** Stays the same when the code is minified. */
  override readonly name = 'AuditError'
  /** Such as `TF821`; docs/errors.md has a heading for each. */
  readonly code: AuditErrorCode

  /** `problem` names the wrong value, `cure` says what to do instead. */
  constructor(code: AuditErrorCode, problem: string, cure: string) {
    super(printable(`${code}: ${problem}; ${cure}. See ${errorPage(code)}`))
    this.code = code
  }
}

/** Turns any error into an error of the audit: for an unexpected one, it says where it happened. */
export function auditErrorOf(error: unknown): AuditError {
  if (error instanceof AuditError) return error
  return new AuditError('TF829', `the audit itself failed: ${placeOf(error)}`, 'please tell us, and include the input')
}
