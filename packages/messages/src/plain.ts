import { type Carrier, captureFrom, type Pair, pairsToAdd, textOf } from './carrier.ts'

type Headers = Record<string, unknown>

/** A carrier over a plain object of names and text or bytes, of which only some names may pass. */
export function plainCarrier(mayPass: (name: string) => boolean = () => true): Carrier<Headers> {
  return {
    forward(headers = {}) {
      const copy = { ...headers }
      for (const [name, value] of pairsToAdd(Object.keys(headers))) if (mayPass(name)) copy[name] = value
      return copy
    },
    capture(headers, policy) {
      const pairs: Pair[] = []
      for (const [name, value] of Object.entries(headers ?? {})) {
        const text = textOf(value)
        if (text !== undefined) pairs.push([name, text])
      }
      return captureFrom(pairs, policy)
    },
  }
}
