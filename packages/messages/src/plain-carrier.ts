import { type Carrier, captureRecord, forwardInto } from './carrier.ts'

/** A carrier over a plain object of names and text or bytes, of which only some names may pass. */
export function plainCarrier(mayPass: (name: string) => boolean = () => true): Carrier {
  return {
    forward: (headers, options) =>
      forwardInto(headers, options, (copy, pairs) => {
        for (const [name, value] of pairs) if (mayPass(name)) copy[name] = value
      }),
    capture: (headers, policy) => captureRecord(headers, policy),
  }
}
