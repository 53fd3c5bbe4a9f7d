import { home } from '../shared/home.ts'
import { mainGlobal } from '../shared/main-global.ts'

// The OpenTelemetry API as it stands in the process, read through its one global slot. Importing @opentelemetry/api
// would cost every app some 10 ms of start-up for a question that most answer with "not here"; the slot's name and
// the two keys are part of the API's compatibility contract between its own copies.

interface OtelContext {
  getValue(key: symbol): unknown
}

interface Propagator {
  fields(): string[]
  inject?(context: OtelContext, carrier: string[], setter: { set(carrier: string[], name: string): void }): void
}

interface OtelApi {
  context?: { active(): OtelContext }
  propagation?: Propagator
  diag?: { warn(message: string): void }
}

const SLOT = Symbol.for('opentelemetry.js.api.1')
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN')
const SUPPRESSED = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')
const PROPAGATOR = Symbol.for('traceferry.propagator.v1')
const INSTALLED = Symbol.for('traceferry.install.v2')

/** The registered API, or undefined where no SDK and nobody else has registered anything. */
export function otelApi(): OtelApi | undefined {
  return (globalThis as { [SLOT]?: OtelApi })[SLOT]
}

/** Whether this call shall leave no trace: an exporter's own, for one. */
export function otelSuppressed(): boolean {
  return otelApi()?.context?.active().getValue(SUPPRESSED) === true
}

/** The names of the headers that OpenTelemetry will write on this call itself. */
export function otelFields(listening: boolean): readonly string[] | undefined {
  const { context, propagation } = otelApi() ?? {}
  const active = context?.active()
  if (active === undefined || propagation === undefined) return undefined
  const fields = propagation.fields()
  const ours = ourPropagator()
  if (!hasLocalSpan(active)) {
    // A remote context was only extracted: with no span of its own here, the SDK's http client would write nothing
    // better. Its undici client writes all the same, a copy of the remote context or a new root.
    return listening ? fields.filter((name) => ours?.has(name) !== true) : undefined
  }
  // Sentry's propagator names traceparent whether or not it writes it, and the fields of our own are left to us, unless
  // somebody beside it has them too. Then only a trial tells.
  return ours !== undefined || fields.includes('sentry-trace') ? written(propagation, active) : fields
}

function hasLocalSpan(active: OtelContext): boolean {
  const span = active.getValue(SPAN) as { spanContext(): { traceId: string; isRemote?: boolean } } | undefined
  const ids = span?.spanContext()
  return ids !== undefined && ids.isRemote !== true && !/^0*$/.test(ids.traceId)
}

/** What @traceferry/otel's propagator would write, and leaves to our forwarders where they are installed. */
function ourPropagator(): ReadonlySet<string> | undefined {
  if ((mainGlobal as { [INSTALLED]?: unknown })[INSTALLED] === undefined) return undefined
  return (home as { [PROPAGATOR]?: ReadonlySet<string> })[PROPAGATOR]
}

function written(propagator: Propagator, active: OtelContext): readonly string[] {
  const names: string[] = []
  propagator.inject?.(active, names, { set: (list, name) => void list.push(name) })
  return names
}
