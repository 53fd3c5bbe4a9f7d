import { otelApi } from '../neighbours/otel.ts'
import { count } from './counters.ts'
import { errorPage } from './errors.ts'
import { printable } from './printable.ts'
import { slot } from './slot.ts'

// What has been said, by whichever copy of this package.
const said: Set<string> = slot(Symbol.for('traceferry.said.v1'), () => new Set())

/**
 * Says a thing once per process and cause, with the address of the page that explains it, to the OpenTelemetry `diag` logger where there is one, else as a process warning.
 * Never throws: it is called on the way of a request.
 */
export function warnOnce(code: string, message: string, cause: string = code): void {
  if (said.has(cause)) return
  said.add(cause)
  try {
    const diag = otelApi()?.diag
    const text = printable(`${message}. See ${errorPage(code)}`) // hosts and headers are in it, which others choose
    if (diag === undefined) process.emitWarning(text, { type: 'TraceferryWarning', code })
    else diag.warn(`${code}: ${text}`)
  } catch {
    // A logger that throws must not reach the request.
  }
}

/** A failure of ours on the way of a request or a call: counted, told once, and never passed on. */
export function failure(where: string, error: unknown): void {
  count('failed')
  warnOnce(
    'TF010',
    `traceferry failed in ${where}, and left the call as it was: ${error instanceof Error ? error.message : String(error)}`,
  )
}
