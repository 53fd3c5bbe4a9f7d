// The carrier for messages whose headers are a plain object.
import { type Carrier, captureRecord, forwardInto } from './carrier.ts'

/** Makes a carrier over a plain object of names and text or bytes. `mayPass` tells which names may be added. */
export function plainCarrier(mayPass: (name: string) => boolean = () => true): Carrier {
  return {
    forward: (headers, options) =>
      forwardInto(headers, options, (copy, pairs) => {
        for (const [name, value] of pairs) if (mayPass(name)) copy[name] = value
      }),
    capture: (headers, policy) => captureRecord(headers, policy),
  }
}
