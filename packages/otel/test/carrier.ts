import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT } from '@opentelemetry/api'
import { MeshPropagator, type MeshPropagatorOptions } from '@traceferry/otel'
import { samples } from '@traceferry/testkit'

export type Carrier = Record<string, string | string[] | undefined>

/** What comes out of an empty outbound carrier, when this came in. */
export function through(inbound: Carrier, options?: MeshPropagatorOptions, outbound: Carrier = {}): Carrier {
  const propagator = new MeshPropagator(options)
  const context = propagator.extract(ROOT_CONTEXT, inbound, defaultTextMapGetter)
  propagator.inject(context, outbound, defaultTextMapSetter)
  return outbound
}

function lowerCase(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) headers[(flat[i] as string).toLowerCase()] = flat[i + 1] as string
  return headers
}

/** Legal headers of these formats. */
export const sample = (...formats: string[]): Record<string, string> =>
  lowerCase(formats.flatMap((name) => samples[name] ?? []))
