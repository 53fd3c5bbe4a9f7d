// What the injector refuses to work with, each with a code that docs/errors.md explains.
import { placeOf } from '@traceferry/core/command'
import { errorPage, printable } from '@traceferry/core/internal'

/** Codes of the injector. They share the name space TF001.. of traceferry: docs/errors.md. */
export type InjectErrorCode = 'TF841' | 'TF842' | 'TF843' | 'TF844' | 'TF849'

/**
 * Input that the injector cannot use: exit code 2. The message has the code, the wrong value and the fix.
 *
 * @example
 * try {
 *   injectText('{{ .Values.name }}')
 * } catch (error) {
 *   error.code // 'TF842'
 * }
 */
export class InjectError extends Error {
  /** Stays the same when the code is minified. */
  override readonly name = 'InjectError'
  /** Such as `TF841`; docs/errors.md has a heading for each. */
  readonly code: InjectErrorCode

  /** `problem` names the wrong value, `cure` says what to do instead. */
  constructor(code: InjectErrorCode, problem: string, cure: string) {
    super(printable(`${code}: ${problem}; ${cure}. See ${errorPage(code)}`))
    this.code = code
  }
}

/** Turns any error into an error of the injector: for an unexpected one, it says where it happened. */
export function injectErrorOf(error: unknown): InjectError {
  if (error instanceof InjectError) return error
  return new InjectError(
    'TF849',
    `the injector itself failed: ${placeOf(error)}`,
    'please tell us, and include the input',
  )
}
