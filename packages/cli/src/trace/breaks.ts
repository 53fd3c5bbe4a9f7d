import type { Hop, HopCall } from '@traceferry/probe'

/** A place where headers get lost, in the order in which the request comes by. */
export interface Break {
  readonly service: string
  /** The call that went without them; missing where the service itself did not take them in. */
  readonly to?: string
  readonly missing: readonly string[]
  readonly why: string
}

/** Every break, the first one first. `expected` is what came to this service as far as its caller knows. */
export function breaksOf(hop: Hop, expected: readonly string[]): readonly Break[] {
  const lost = expected.filter((name) => !hop.captured.includes(name))
  const own = lost.length === 0 ? [] : [{ service: hop.service, missing: lost, why: 'not captured' }]
  const kept = expected.filter((name) => hop.captured.includes(name))
  return [
    ...own,
    ...hop.calls.flatMap((call) => {
      const missing = kept.filter((name) => !call.forwarded.includes(name))
      const here = missing.length === 0 ? [] : [{ service: hop.service, to: call.to, missing, why: whyOf(call) }]
      return [
        ...here,
        ...(call.hop === undefined
          ? []
          : breaksOf(
              call.hop,
              [...call.forwarded].filter((n) => kept.includes(n)),
            )),
      ]
    }),
  ]
}

function whyOf({ why }: HopCall): string {
  if (why === undefined) return 'set by the caller, or left to a tracer'
  return why === 'outside the mesh' ? 'outside target' : why
}
