// Finds out which copy of undici publishes a message.
/**
 * Which copy of undici published to the diagnostics channel whose subscriber calls this: Node's own or one from npm (`wrapped`),
 * which traceferry wraps, or one inside a `bundle` of the app, which it cannot wrap.
 */
export function publisher(): 'wrapped' | 'bundle' {
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = 60
    Error.prepareStackTrace = (_, sites) => sites
    const files = (new Error().stack as unknown as NodeJS.CallSite[]).map((site) => site.getFileName() ?? '')
    const file = files
      .slice(files.indexOf('node:diagnostics_channel'))
      .find((one) => one !== 'node:diagnostics_channel')
    const known =
      file === undefined || file.startsWith('node:') || /[\\/]lib[\\/]dispatcher[\\/]client-h\d\.js$/.test(file)
    return known ? 'wrapped' : 'bundle'
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}
