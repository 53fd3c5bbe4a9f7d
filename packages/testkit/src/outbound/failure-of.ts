// Describes how a call fails: the kind of error, its message and its cause.

/** The same text for the same error. It leaves out ports and durations, which differ from call to call. */
export function fingerprint(error: unknown): string {
  if (!(error instanceof Error)) return `${typeof error} ${String(error)}`
  const { name, code, message, cause } = error as Error & { code?: unknown }
  const text = message.replace(/:\d{2,5}\b/g, ':port').replace(/\d+ ?ms/g, 'ms')
  const kind = error.constructor.name
  return [kind, name, String(code), text, cause === undefined ? '' : `<- ${fingerprint(cause)}`].join(' | ')
}

/** How a call fails, or 'no error'. */
export async function failureOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'no error'
  } catch (error) {
    return fingerprint(error)
  }
}
