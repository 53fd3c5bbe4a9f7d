// Finds which headers to leave to Sentry on undici.
interface Options {
  propagateTraceparent?: boolean
  tracePropagationTargets?: unknown
}
interface Carrier {
  acs?: { getCurrentScope(): { getClient(): { getOptions(): Options } | undefined } }
}

/**
 * The headers to leave to Sentry on undici. It never doubles a header: it adds its members to baggage that is there,
 * and keeps a traceparent. So if it is configured to write traceparent, ours must not be there. But if its targets are
 * restricted, it may skip this call, and then no traceparent would be written.
 */
export function sentryFields(): readonly string[] | undefined {
  const { __SENTRY__: carriers } = globalThis as { __SENTRY__?: { version?: string } & Record<string, unknown> }
  const carrier = carriers?.[carriers.version ?? ''] as Carrier | undefined
  const options = carrier?.acs?.getCurrentScope().getClient()?.getOptions()
  const writes = options?.propagateTraceparent === true && options.tracePropagationTargets === undefined
  return writes ? ['traceparent'] : undefined
}
