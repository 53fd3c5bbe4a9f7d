/**
 * Which copy of undici publishes on the diagnostics channel whose subscriber calls this: Node's own or one from npm
 * (`reached`), or one that somebody has put into a `bundle` of the app.
 */
export function publisher(): 'reached' | 'bundle' {
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
    return known ? 'reached' : 'bundle'
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}
