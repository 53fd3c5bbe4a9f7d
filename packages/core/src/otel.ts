// The OpenTelemetry API as it stands in the process, read through its one global slot. Importing @opentelemetry/api
// would cost every app some 10 ms of start-up for a question that most answer with "not here"; the slot's name and
// the two keys are part of the API's compatibility contract between its own copies.

interface OtelContext {
  getValue(key: symbol): unknown
}

interface OtelApi {
  context?: { active(): OtelContext }
  propagation?: { fields(): string[] }
  diag?: { warn(message: string): void }
}

const SLOT = Symbol.for('opentelemetry.js.api.1')
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN')
const SUPPRESSED = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** The registered API, or undefined where no SDK and nobody else has registered anything. */
export function otelApi(): OtelApi | undefined {
  return (globalThis as { [SLOT]?: OtelApi })[SLOT]
}

/** What OpenTelemetry wants of this call: `suppressed`, or the names of the headers it will write itself. */
export function otelClaim(): 'suppressed' | readonly string[] | undefined {
  const api = otelApi()
  const context = api?.context?.active()
  if (context === undefined) return undefined
  if (context.getValue(SUPPRESSED)) return 'suppressed'
  const span = context.getValue(SPAN) as { spanContext(): { traceId: string; isRemote?: boolean } } | undefined
  const ids = span?.spanContext()
  // A remote context was only extracted: with no span of its own here, the SDK's client would write nothing better.
  if (ids === undefined || ids.isRemote === true || /^0*$/.test(ids.traceId)) return undefined
  return api?.propagation?.fields()
}
