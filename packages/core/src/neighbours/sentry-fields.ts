interface Options {
  propagateTraceparent?: boolean
  tracePropagationTargets?: unknown
}
interface Carrier {
  acs?: { getCurrentScope(): { getClient(): { getOptions(): Options } | undefined } }
}

/**
 * What shall be left to Sentry on undici. It never doubles a header: it adds its members to a baggage that is there,
 * and leaves a traceparent. So where it is told to write traceparent, ours must be out of its way; unless its targets
 * are restricted, as then it may pass this call by, and nobody would write one.
 */
export function sentryFields(): readonly string[] | undefined {
  const { __SENTRY__: carriers } = globalThis as { __SENTRY__?: { version?: string } & Record<string, unknown> }
  const carrier = carriers?.[carriers.version ?? ''] as Carrier | undefined
  const options = carrier?.acs?.getCurrentScope().getClient()?.getOptions()
  const writes = options?.propagateTraceparent === true && options.tracePropagationTargets === undefined
  return writes ? ['traceparent'] : undefined
}
