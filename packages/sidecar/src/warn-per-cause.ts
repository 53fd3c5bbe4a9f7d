// Prints a warning once per code and cause.
import { warnOnce } from '@traceferry/core/internal'

/** Warns once per code and cause: the same code warns again for a second port or host. Never throws. */
export function warnPerCause(code: string, message: string, cause = ''): void {
  warnOnce(code, message, `${code} ${cause}`)
}
