// The part of a registered OpenTelemetry API that the rules read, for the cases of vectors/rules.json that describe an
// SDK's state. The real SDKs are tested beside it, in their own processes.
const SLOT = Symbol.for('opentelemetry.js.api.1')

export function pretendOtel(
  state: { activeSpan: string; propagationFields: string[]; suppressed?: boolean } | undefined,
): void {
  const holder = globalThis as { [SLOT]?: object }
  if (state === undefined) {
    delete holder[SLOT]
    return
  }
  const isRemote = state.activeSpan.startsWith('remote')
  const span = {
    spanContext: () => ({ traceId: '463ac35c9f6413ad48485a3953bb6124', spanId: 'a2fb4a1d1a96d312', isRemote }),
  }
  const values = new Map<symbol, unknown>([
    [Symbol.for('OpenTelemetry Context Key SPAN'), span],
    [Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), state.suppressed],
  ])
  holder[SLOT] = {
    context: { active: () => ({ getValue: (key: symbol) => values.get(key) }) },
    propagation: { fields: () => state.propagationFields },
  }
}
