interface Tracer {
  scope(): { active(): unknown }
  inject(span: unknown, format: 'http_headers', carrier: object): void
}

/**
 * What dd-trace will write on undici. It does so with or without an active span. Which styles, and whether there is
 * baggage, its own injector knows, so it is asked for a trial; `_ddtrace` is where its copies meet.
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
