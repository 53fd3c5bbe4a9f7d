// Reads the OpenTelemetry API of this process through its one global slot. Importing @opentelemetry/api would cost every app about
// 10 ms of startup, and most apps do not use it. The slot's name and the two keys are part of the API's compatibility contract
// between its own copies.
import { home } from '../shared/home.ts'
import { mainGlobal } from '../shared/main-global.ts'

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

/** The registered API, or undefined if nothing has registered one. */
export function otelApi(): OtelApi | undefined {
  return (globalThis as { [SLOT]?: OtelApi })[SLOT]
}

/** Whether this call must leave no trace, such as an exporter's own. */
export function otelSuppressed(): boolean {
  return otelApi()?.context?.active().getValue(SUPPRESSED) === true
}

/** The names of the headers that OpenTelemetry itself will write on this call. */
export function otelFields(listening: boolean): readonly string[] | undefined {
  const { context, propagation } = otelApi() ?? {}
  const active = context?.active()
  if (active === undefined || propagation === undefined) return undefined
  const fields = propagation.fields()
  const ours = ourPropagator()
  if (!hasLocalSpan(active)) {
    // A remote context was only extracted. Without its own span here, the SDK's HTTP client would write nothing better.
    // Its undici client still writes a copy of the remote context, or a new root.
    return listening ? fields.filter((name) => ours?.has(name) !== true) : undefined
  }
  // Sentry's propagator names traceparent whether or not it writes it. The fields of our own propagator are left to us,
  // unless another one has them too. In both cases, only a test run shows what is written.
  return ours !== undefined || fields.includes('sentry-trace') ? writtenFields(propagation, active) : fields
}

function hasLocalSpan(active: OtelContext): boolean {
  const span = active.getValue(SPAN) as { spanContext(): { traceId: string; isRemote?: boolean } } | undefined
  const ids = span?.spanContext()
  return ids !== undefined && ids.isRemote !== true && !/^0*$/.test(ids.traceId)
}

/** What @traceferry/otel's propagator would write. It leaves these to our forwarders if they are installed. */
function ourPropagator(): ReadonlySet<string> | undefined {
  if ((mainGlobal as { [INSTALLED]?: unknown })[INSTALLED] === undefined) return undefined
  return (home as { [PROPAGATOR]?: ReadonlySet<string> })[PROPAGATOR]
}

function writtenFields(propagator: Propagator, active: OtelContext): readonly string[] {
  const names: string[] = []
  propagator.inject?.(active, names, { set: (list, name) => void list.push(name) })
  return names
}
