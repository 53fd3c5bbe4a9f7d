// An error as a caller can tell it from another: what it is and says, and what it was caused by.

/** The same text for the same error. Ports and durations are left out, as they differ from call to call. */
export function fingerprint(error: unknown): string {
  if (!(error instanceof Error)) return `${typeof error} ${String(error)}`
  const { name, code, message, cause } = error as Error & { code?: unknown }
  const text = message.replace(/:\d{2,5}\b/g, ':port').replace(/\d+ ?ms/g, 'ms')
  const kind = error.constructor.name
  return [kind, name, String(code), text, cause === undefined ? '' : `<- ${fingerprint(cause)}`].join(' | ')
}

/** How a call fails; a call that does not fail is told as such. */
export async function failureOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'no error'
  } catch (error) {
    return fingerprint(error)
  }
}
