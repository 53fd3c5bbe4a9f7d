// Who calls from outside, by what they send along. Each is `(order) => headers`; a new kind of caller is one line here.
import { createHash } from 'node:crypto'

/** Ids that can be told from the order's number alone, so that they can be looked for later. */
export const idsOf = (order) => {
  const hex = createHash('sha256').update(order).digest('hex')
  return { traceId: hex.slice(0, 32), spanId: hex.slice(32, 48) }
}

export const callers = {
  plain: () => ({}),
  b3: (order) => ({ b3: `${idsOf(order).traceId}-${idsOf(order).spanId}-1` }),
  forged: (order) => ({
    // What a client outside must not be able to do: set another service's time limit and retries, rename spans, pass
    // for a mesh's peer. Envoy takes some of these away at the gateway, and lets others pass (x-envoy-original-path).
    'x-envoy-upstream-rq-timeout-ms': '1',
    'x-envoy-max-retries': '9',
    'x-envoy-retry-on': '5xx',
    'x-envoy-force-trace': 'true',
    'x-envoy-attempt-count': '7',
    'x-envoy-original-path': '/forged',
    'x-envoy-peer-metadata': 'Zm9yZ2Vk',
    'x-envoy-decorator-operation': 'forged',
    'x-request-id': '11111111-1111-9111-8111-111111111111', // the same for all
    baggage: `order=${order}`,
  }),
}
