// Warns about a problem once.
import { otelApi } from '../neighbours/otel.ts'
import { count } from './counters.ts'
import { errorPage } from './errors.ts'
import { printable } from './printable.ts'
import { slot } from './slot.ts'

// The problems that any copy of this package has warned about.
const said: Set<string> = slot(Symbol.for('traceferry.said.v1'), () => new Set())

/**
 * Warns once per process and cause, with the URL of the page that explains it: through the OpenTelemetry `diag` logger if there is one, else with a process
 * warning. Never throws, because it runs while a request is handled.
 */
export function warnOnce(code: string, message: string, cause: string = code): void {
  if (said.has(cause)) return
  said.add(cause)
  try {
    const diag = otelApi()?.diag
    const end = message.endsWith('?') ? '' : '.'
    const text = printable(`${message}${end} See ${errorPage(code)}`) // it contains hosts and headers, which others choose
    if (diag === undefined) process.emitWarning(text, { type: 'TraceferryWarning', code })
    else diag.warn(`${code}: ${text}`)
  } catch {
    // A logger that throws must not reach the request.
  }
}

/** Counts a failure inside traceferry and warns about it once. The error never reaches the request or the call. */
export function failure(where: string, error: unknown): void {
  count('failed')
  warnOnce(
    'TF010',
    `traceferry failed in ${where}, and left the call as it was: ${error instanceof Error ? error.message : String(error)}`,
  )
}
