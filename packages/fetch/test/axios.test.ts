import http from 'node:http'
import { install, uninstall } from '@traceferry/fetch'
import {
  type Client,
  expectCarried,
  headersOf,
  outbound,
  outside,
  resolveOutsideNames,
  startEcho,
  within,
} from '@traceferry/testkit'
import axios, { type AxiosRequestConfig } from 'axios'
import { expect, test } from 'vitest'

function client(fixed: AxiosRequestConfig): Client {
  async function call(config: AxiosRequestConfig) {
    const options = { ...fixed, ...config, validateStatus: () => true, responseType: 'text' as const }
    const { status, data } = await axios(options)
    return { status, body: String(data) }
  }
  return {
    get: (url, headers, signal) =>
      call({ url, ...(headers && { headers: headers as object }), ...(signal && { signal }) }),
    post: (url, data, headers) => call({ url, method: 'post', data, ...(headers && { headers: headers as object }) }),
    limited(connections) {
      const httpAgent = new http.Agent({ keepAlive: true, maxSockets: connections })
      return { ...client({ ...fixed, httpAgent }), close: () => httpAgent.destroy() }
    },
  }
}

outbound('axios, http adapter', client({ adapter: 'http' }))

const { limited: _, ...overFetch } = client({ adapter: 'fetch' })
outbound('axios, fetch adapter', overFetch, { noStreams: 'it takes no Node stream' })

test('axios through a forward proxy: the target decides, not the proxy', async () => {
  install()
  const restore = resolveOutsideNames()
  const proxy = await startEcho()
  const { port } = proxy
  const through = { adapter: 'http' as const, proxy: { protocol: 'http', host: '127.0.0.1', port } }
  const ours = headersOf(3)
  await within(ours, () => axios.get('http://orders:8080/inside', through))
  await within(ours, () => axios.get(`${outside(`http://127.0.0.1:${port}`)}/outside`, through))
  expect(proxy.calls.map((call) => call.url)).toEqual([
    'http://orders:8080/inside',
    `http://outside.example.com:${port}/outside`,
  ])
  expectCarried(proxy.calls.slice(0, 1), ours)
  expectCarried(proxy.calls.slice(1), [])
  await proxy.close()
  restore()
  uninstall()
})
