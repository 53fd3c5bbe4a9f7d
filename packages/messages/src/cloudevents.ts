// The carrier for CloudEvents.
import type { Carrier } from './carrier.ts'
import { plainCarrier } from './plain-carrier.ts'

/**
 * CloudEvents extension attributes. Their names may only have lower-case letters and digits, so only traceparent and b3
 * go, and with consent tracestate, sw8 and baggage.
 *
 * @example
 * new CloudEvent({ type, source, ...cloudevents.forward() })
 * run(cloudevents.capture(event), () => handle(event))
 */
export const cloudevents: Carrier = plainCarrier((name) => /^[a-z0-9]{1,20}$/.test(name))
