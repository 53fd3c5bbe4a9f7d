import { warnOnce } from '@traceferry/core/internal'

/** Warns once per cause: with a second port or host the same code may speak again. Never throws. */
export function warnPerCause(code: string, message: string, cause = ''): void {
  warnOnce(code, message, `${code} ${cause}`)
}
