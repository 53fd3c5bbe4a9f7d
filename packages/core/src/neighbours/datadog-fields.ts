// Finds which headers Datadog's tracer will write on undici.
interface Tracer {
  scope(): { active(): unknown }
  inject(span: unknown, format: 'http_headers', carrier: object): void
}

/**
 * What dd-trace will write on undici, with or without an active span. Only its own injector knows which styles it
 * writes, and whether there is baggage, so it is run once on an empty carrier. `_ddtrace` is where its copies meet.
 */
export function datadogFields(): readonly string[] | undefined {
  const tracer = (globalThis as { _ddtrace?: Tracer })._ddtrace
  if (tracer === undefined) return undefined
  const span = tracer.scope().active()
  if (!span) return ['x-datadog-trace-id', 'traceparent']
  const carrier = {}
  tracer.inject(span, 'http_headers', carrier)
  return Object.keys(carrier)
}
