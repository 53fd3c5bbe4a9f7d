// One request to the storefront, and the tracing headers that it has.
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from '../shared/processes.js'

/** Headers of the request. */
export const sent = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'congo=t61rcWkgMzE',
  'x-request-id': '6d6d9ae5-9b5e-4e38-a9a0-5d6e0c7f4a11',
}

/** Starts the service with nothing but this environment, sends it one request, and ends it. */
export async function checkout({ node, file, environment, log, port }) {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const service = start('storefront', 'env', ['-i', ...variables, node, file], { log })
  try {
    const address = `http://127.0.0.1:${port}`
    while (
      !(await fetch(`${address}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      const failure = service.failure()
      if (failure) throw new Error(failure)
      await sleep(50)
    }
    const body = JSON.stringify({ order: '1', items: ['tea'] })
    const headers = { ...sent, 'content-type': 'application/json' }
    const { status } = await fetch(`${address}/checkout`, { method: 'POST', headers, body })
    if (status !== 200) throw new Error(`the storefront answered ${status}: ${log}`)
  } finally {
    await service.stop()
  }
}

/** Name and value of each tracing header, in the order of `sent`, as often as it is there. */
export function tracingOf(headers) {
  return Object.keys(sent).flatMap((name) => (headers[name] ?? []).map((value) => [name, value]))
}
