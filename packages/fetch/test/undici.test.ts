import { outbound } from '@traceferry/testkit'
import { eachUndici, ownOriginClient, requestClient, requestQuirks } from './undici.ts'

await eachUndici((undici) => {
  const { Agent, BalancedPool, Client, Pool } = undici

  outbound('request through the global dispatcher', requestClient(undici), requestQuirks)
  outbound(
    'request through an Agent',
    {
      ...requestClient(undici, new Agent()),
      limited: (connections) => requestClient(undici, new Agent({ connections })),
    },
    requestQuirks,
  )
  outbound(
    'pool.request',
    {
      ...requestClient(undici),
      limited: (connections, origin) => ownOriginClient(new Pool(origin, { connections })),
    },
    { ...requestQuirks, crossings: [1, 2] },
  )
  outbound(
    'client.request, pipelined',
    {
      ...requestClient(undici),
      limited: (_, origin) => ownOriginClient(new Client(origin, { pipelining: 1 })),
    },
    requestQuirks,
  )
  outbound(
    'balancedPool.request',
    {
      ...requestClient(undici),
      limited: (connections, origin) => ownOriginClient(new BalancedPool([origin], { connections })),
    },
    requestQuirks,
  )
})
