import { type Carrier, captureFrom, pairsOf, pairsToAdd } from './carrier.ts'

/** A carrier over a plain object of names and text or bytes, of which only some names may pass. */
export function plainCarrier(mayPass: (name: string) => boolean = () => true): Carrier {
  return {
    forward(headers) {
      const copy: Record<string, unknown> = { ...headers }
      for (const [name, value] of pairsToAdd(Object.keys(copy))) if (mayPass(name)) copy[name] = value
      return copy as never
    },
    capture: (headers, policy) => captureFrom(pairsOf(headers), policy),
  }
}
