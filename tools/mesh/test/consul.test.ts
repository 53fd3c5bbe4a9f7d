// What Consul is told, without Consul. The whole is `npm run tool -- mesh --consul`, which builds Consul first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, it } from 'vitest'
import { findEnvoy } from '../../envoy/envoy-binary.js'
import { agentConfig, calls, consulTracers, nameIn, sidecarOf } from '../consul/config.js'

const folder = mkdtempSync(join(tmpdir(), 'consul-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(Object.entries(consulTracers))('Consul, tracer %s', (tracer, make) => {
  const config = agentConfig((name) => make(name, 50))
  const entries = config.config_entries.bootstrap
  const [defaults] = entries.filter(({ kind }) => kind === 'proxy-defaults')
  const sidecars = config.services.filter(({ kind }) => kind === 'connect-proxy')

  it('only the calls that the shop makes are allowed', () => {
    expect(config.default_intention_policy).toBe('deny')
    const intentions = entries.filter(({ kind }) => kind === 'service-intentions')
    const allowed = intentions.flatMap(({ name, sources }) =>
      (sources ?? []).map((source) => `${source.name} to ${name}`),
    )
    expect(allowed.sort()).toEqual(
      Object.entries(calls)
        .flatMap(([caller, callees]) => callees.map((callee) => `${caller} to ${callee}`))
        .sort(),
    )
    expect(allowed).toContain('gateway to storefront')
  })

  it('each service has a transparent sidecar, which answers for the service’s address', () => {
    expect(sidecars.map(({ id }) => id)).toEqual(Object.keys(calls).map(sidecarOf))
    expect(new Set(sidecars.map(({ proxy }) => proxy?.mode))).toEqual(new Set(['transparent']))
    expect(defaults).toMatchObject({ mode: 'transparent', config: { protocol: 'http' } })
    const orders = sidecars.find(({ id }) => id === sidecarOf('orders'))
    expect(orders?.tagged_addresses?.virtual).toEqual({ address: '10.96.0.12', port: 8080 })
    expect(new Set(config.services.map(({ address, port }) => `${address}:${port}`)).size).toBe(2 * sidecars.length)
  })

  it('a real Envoy takes what it is told of tracing, of the store and of the app', async () => {
    const { args, command } = await findEnvoy()
    const read = (name: `envoy_${string}_json`) => JSON.parse(defaults?.config?.[name] ?? '') as Record<string, unknown>
    const { '@type': _, ...app } = read('envoy_local_cluster_json')
    const { '@type': __, ...tracing } = read('envoy_listener_tracing_json')
    const orders = sidecars.find(({ id }) => id === sidecarOf('orders'))
    const provider = JSON.parse(orders?.proxy?.config.envoy_tracing_json ?? '')
    expect(tracing).toMatchObject({ random_sampling: { value: 50 } })
    if (tracer === 'otel') expect(provider.http.typed_config.service_name).toBe('orders')
    else expect(provider.http.typed_config.trace_id_128bit).toBe(false)

    const file = join(folder, `${tracer}.json`)
    const clusters = [read('envoy_extra_static_clusters_json'), app]
    const bootstrap = { tracing: provider, static_resources: { clusters, listeners: [listener(tracing)] } }
    writeFileSync(file, JSON.stringify(bootstrap))
    const validate = (path: string) =>
      execa(command, [...args, '--mode', 'validate', '-c', path], { reject: false, all: true })
    expect((await validate(file)).all).toContain('OK')

    // That it looks at all: a setting that Envoy does not know is refused.
    writeFileSync(file, JSON.stringify(bootstrap).replaceAll('random_sampling', 'random_share'))
    expect((await validate(file)).exitCode).not.toBe(0)
  })
})

it('a certificate’s URI names a service; another mesh’s does not', () => {
  expect(nameIn('spiffe://11111111-2222-3333-4444-555555555555.consul/ns/default/dc/dc1/svc/orders')).toBe('orders')
  expect(nameIn('spiffe://cluster.local/ns/shop/sa/orders')).toBeUndefined()
})

/** As Consul would make one, as far as tracing goes. */
function listener(tracing: object): object {
  const type = 'type.googleapis.com/envoy.extensions.filters'
  const router = { name: 'envoy.filters.http.router', typed_config: { '@type': `${type}.http.router.v3.Router` } }
  return {
    name: 'public_listener',
    address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
    filter_chains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typed_config: {
              '@type': `${type}.network.http_connection_manager.v3.HttpConnectionManager`,
              stat_prefix: 'public_listener',
              tracing,
              http_filters: [router],
              route_config: {
                virtual_hosts: [
                  {
                    name: 'all',
                    domains: ['*'],
                    routes: [{ match: { prefix: '/' }, route: { cluster: 'local_app' } }],
                  },
                ],
              },
            },
          },
        ],
      },
    ],
  }
}
