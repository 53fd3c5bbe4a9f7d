import { warnOnce } from '@traceferry/core/internal'

/** Where the cause and the cure of a warning stand. */
const page = (code: string) => `See docs/errors.md#${code.toLowerCase()}`

/** Warns once per cause: with a second port or host the same code may speak again. Never throws. */
export function warn(code: string, message: string, cause = ''): void {
  const text = message.includes('docs/errors.md') ? message : `${message}. ${page(code)}`
  warnOnce(code, text, `${code} ${cause}`)
}
