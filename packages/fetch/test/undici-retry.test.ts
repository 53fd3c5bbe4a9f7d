import { outbound } from '@traceferry/testkit'
import { type Copy, type Dispatcher, eachUndici, quickly, requestClient, requestQuirks } from './undici.ts'

type Compose = (dispatcher: Dispatcher) => Dispatcher

/** Every order in which retries and redirects can be put together, and a dispatcher composed before install. */
function compositions({ interceptors }: Copy): Record<string, Compose> {
  const retry = () => interceptors.retry({ ...quickly, errorCodes: [] } as never)
  const redirect = () => interceptors.redirect({ maxRedirections: 3 })
  return {
    'compose(redirect, retry)': (dispatcher) => dispatcher.compose(redirect(), retry()),
    'compose([retry, redirect])': (dispatcher) => dispatcher.compose([retry(), redirect()]),
    'compose(redirect).compose(retry)': (dispatcher) => dispatcher.compose(redirect()).compose(retry()),
  }
}

await eachUndici((undici, major) => {
  const { Agent, Pool, RetryAgent } = undici

  outbound(
    'RetryAgent',
    {
      ...requestClient(undici, new RetryAgent(new Agent(), { ...quickly, errorCodes: [] })),
      limited: (connections, origin) =>
        requestClient(undici, new RetryAgent(new Pool(origin, { connections }), quickly)),
    },
    { ...requestQuirks, crossings: [1, 2] },
  )

  for (const [name, compose] of Object.entries(compositions(undici))) {
    const client = requestClient(undici, compose(new Agent()))
    const limited = (connections: number, origin: string) =>
      requestClient(undici, compose(new Pool(origin, { connections })))
    outbound(name, { ...client, limited }, { shapes: ['object', 'flat', 'Headers'] })
  }

  if (major > 6) return
  outbound('maxRedirections of undici 6', requestClient(undici, new Agent({ maxRedirections: 3 } as never)), {
    shapes: ['object', 'flat', 'Headers'],
  })
})
