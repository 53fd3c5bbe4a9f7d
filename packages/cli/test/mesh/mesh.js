// Services behind real Envoys, which do to some paths what proxies do to requests: `/<whose Envoy>/<in or out>/<deed>`.
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findEnvoy } from '../../../../tools/envoy/envoy-binary.js'
import { gatewayConfig, sidecarConfig } from '../../../../tools/envoy/envoy-config.js'
import { tracers } from '../../../../tools/envoy/tracers.js'
import { remove, temporaryFolder } from '../../../../tools/shared/folders.js'
import { freePorts } from '../../../../tools/shared/ports.js'
import { start } from '../../../../tools/shared/processes.js'

/**
 * A service: its program, which listens on PORT, and which services it calls, at `<CALLEE>_URL`.
 * @typedef {object} Service
 * @property {string[]} command
 * @property {Record<string, string>} [env]
 * @property {string[]} [calls]
 * @property {false} [sidecar] false for one outside the mesh
 */

/**
 * Starts the services, an Envoy beside each, and the gateway.
 * @param {object} options
 * @param {Record<string, Service>} options.services
 * @param {string} options.front the service that the gateway leads to
 * @param {{ key: string, cert: string }} options.tls
 * @param {number} options.nowhere a port on which nothing listens
 * @returns {Promise<{ url: string, secureUrl: string, log(name: string): Promise<string>, stop(): Promise<void> }>} the
 *   gateway's URLs; `log` is what a program has printed
 */
export async function startMesh({ services, front, tls, nowhere }) {
  const envoy = await findEnvoy()
  const names = Object.keys(services)
  const links = names.flatMap((name) => (services[name].calls ?? []).map((callee) => `${name} ${callee}`))
  const [port, secure, admin, collector, ...ports] = await freePorts(4 + 3 * names.length + links.length)
  const take = () => Number(ports.pop())
  const plan = Object.fromEntries(names.map((name) => [name, { app: take(), inbound: take(), admin: take() }]))
  const tracing = tracers.zipkin(collector) // nothing listens there: the spans are not checked
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-trace-'))
  const programs = []

  const open = async (name, readyUrl, command, args, env) => {
    const program = start(name, command, args, { log: join(folder, `${name}.log`), env })
    programs.push(program)
    await ready(program, readyUrl)
  }
  const openEnvoy = async (name, admin, config) => {
    const file = join(folder, `${name}.json`)
    await writeFile(file, JSON.stringify(config))
    const args = [...envoy.args, '-c', file, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'error']
    await open(`${name}-envoy`, `http://127.0.0.1:${admin}/ready`, envoy.command, args)
  }
  const openService = (name) => {
    const { command, env, calls = [], sidecar = true } = services[name]
    const { app, inbound, admin } = plan[name]
    const to = (callee) => (services[callee].sidecar === false ? plan[callee].app : plan[callee].inbound)
    const outbound = Object.fromEntries(
      calls.map((callee) => [callee, { port: sidecar ? take() : to(callee), to: to(callee) }]),
    )
    const urls = Object.entries(outbound).map(([callee, { port }]) => [urlName(callee), `http://${callee}:${port}`])
    return [
      open(name, `http://127.0.0.1:${app}/healthz`, command[0], command.slice(1), {
        PORT: String(app),
        HOST: '127.0.0.1',
        NAMES: names.join(','),
        NODE_OPTIONS: `--import ${new URL('../apps/names.mjs', import.meta.url)}`,
        ...Object.fromEntries(urls),
        ...env,
      }),
      ...(sidecar
        ? [
            openEnvoy(
              name,
              admin,
              deeds(name, sidecarConfig({ name, app, inbound, admin, outbound }, tracing), nowhere),
            ),
          ]
        : []),
    ]
  }
  const log = (name) => readFile(join(folder, `${name}.log`), 'utf8')
  const stop = async () => {
    await Promise.all(programs.map((program) => program.stop()))
    remove(folder)
  }
  const gateway = gatewayConfig({ name: 'gateway', port, admin, to: plan[front].inbound }, front, tracing)
  const { listeners } = gateway.static_resources
  listeners.push(withTls(listeners[0], secure, tls))
  try {
    await Promise.all([...names.flatMap(openService), openEnvoy('gateway', admin, deeds('gateway', gateway, nowhere))])
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `http://127.0.0.1:${port}`, secureUrl: `https://localhost:${secure}`, log, stop }
}

const urlName = (callee) => `${callee.toUpperCase()}_URL`

/** Deeds of a proxy, each as a route before the usual one. */
const kinds = {
  'drop-id': (route) => ({ ...route, request_headers_to_remove: ['traceparent'] }),
  'drop-probe': (route) => ({ ...route, request_headers_to_remove: ['x-traceferry-probe'] }),
  'drop-report': (route) => ({ ...route, response_headers_to_remove: ['x-traceferry-report'] }),
  // Envoy passes on the original name, as gateways do; no service may trust it.
  'rename-host': ({ route, ...rest }) => ({
    ...rest,
    route: { ...route, append_x_forwarded_host: true, host_rewrite_literal: 'renamed' },
  }),
  503: ({ route, ...rest }) => ({ ...rest, route: { ...route, cluster: 'nowhere' } }),
  504: ({ route, ...rest }) => ({ ...rest, route: { ...route, timeout: '0.3s' } }),
  redirect: ({ route, ...rest }) => ({ ...rest, redirect: { path_redirect: '/elsewhere' } }),
}

function deeds(name, config, nowhere) {
  const { listeners, clusters } = config.static_resources
  for (const { filter_chains, traffic_direction } of listeners) {
    const [host] = filter_chains[0].filters[0].typed_config.route_config.virtual_hosts
    const [usual] = host.routes
    const side = traffic_direction === 'INBOUND' ? 'in' : 'out'
    const special = Object.entries(kinds).map(([kind, make]) =>
      make({ ...structuredClone(usual), match: { prefix: `/${name}/${side}/${kind}` } }),
    )
    host.routes.unshift(...special)
  }
  const [first] = clusters
  clusters.push(
    JSON.parse(JSON.stringify({ ...first, name: 'nowhere' }).replace(/"port_value":\d+/g, `"port_value":${nowhere}`)),
  )
  return config
}

function withTls(listener, port, { key, cert }) {
  const copy = structuredClone(listener)
  copy.name = 'ingress over TLS'
  copy.address.socket_address.port_value = port
  copy.filter_chains[0].transport_socket = {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
      common_tls_context: {
        tls_certificates: [{ certificate_chain: { inline_string: cert }, private_key: { inline_string: key } }],
      },
    },
  }
  return copy
}

async function ready(program, url) {
  const deadline = Date.now() + 60_000
  while (!program.failure() && Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (answer?.ok) return
    await sleep(50)
  }
  throw new Error(program.failure() ?? `${program.name} was not ready after 60 s`)
}
