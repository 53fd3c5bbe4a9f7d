// The sidecars and the gateway by Istio: istiod in the pod `node`, and an agent with its Envoy in each pod.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { controlPlane, gatewayAddress, gatewayPort, namespace, places } from '../addresses.js'
import { startHelper, usualContainer } from '../programs.js'
import { admin, intercept, startAgent } from './agent.js'
import { makeAuthority, makeToken } from './certificates.js'
import { meshConfig, objects, tracedLog } from './config.js'
import { startIstiod } from './istiod.js'

const apiPort = 16443

/** Pod to who it is. */
const workloads = {
  gateway: {
    namespace: controlPlane,
    address: gatewayAddress,
    labels: { app: 'gateway', istio: 'ingressgateway' },
    role: 'router',
    port: gatewayPort,
  },
  ...Object.fromEntries(
    Object.entries(places).map(([app, { pod }]) => [app, { namespace, address: pod, labels: { app } }]),
  ),
}

/**
 * What own-sidecars.js does, done by Istio. For one mesh.
 * @param istio the paths of binaries.js
 * @param options `mtls` 'strict' or 'off'; `audit`: whether the Envoys write access logs
 */
export function istioSidecars(istio, { mtls, audit: logs = false }) {
  const tokens = Object.fromEntries(Object.keys(workloads).map((name) => [name, makeToken()]))
  let root
  return {
    programs: { '/mnt/pilot-agent': istio.agent, '/mnt/bootstrap.json': istio.template },
    intercept,
    admin,
    ...(logs ? { accessLogs } : {}),
    async control({ node }, { folder, tracer, sampling }) {
      const files = join(folder, 'istiod')
      await mkdir(files)
      root = await makeAuthority(files)
      const known = join(folder, 'tokens.json')
      await writeFile(known, JSON.stringify(users(tokens)), { mode: 0o600 })
      const api = await startHelper(node, 'istio/api-server', [String(apiPort), known], { folder, port: apiPort })
      const settings = { tracer, sampling, mtls }
      const istiod = await startIstiod(node, istio, {
        files,
        folder,
        server: `http://127.0.0.1:${apiPort}`,
        inFiles: { meshConfig: meshConfig({ ...settings, logs }), objects: objects(settings) },
      })
      return { programs: [api, istiod], containers }
    },
    start(pod, { folder, tracer }) {
      const credentials = { root, token: tokens[pod.name] }
      return startAgent(pod, { folder, place: workloads[pod.name], credentials, tracer })
    },
  }
}

// A sidecar keeps unused connections to its app for an hour, and a request that meets one which a Node server has closed after
// 5 s is a 503. gracefulServer keeps them for longer than it is told that the sidecar does.
const containers = Object.fromEntries(
  Object.keys(places).map((name) => [name, usualContainer(name, { TRACEFERRY_SIDECAR_IDLE_MS: '3600000' })]),
)

/** By pod: what its container prints, and the log that has the headers of the trace. */
function accessLogs(folder) {
  const files = (name) => ({
    logs: join(folder, `${name}-agent.log`),
    traced: join(folder, `${name}-agent`, tracedLog),
  })
  return Object.fromEntries(Object.keys(workloads).map((name) => [name, files(name)]))
}

/** Token to the user's name in Kubernetes. */
function users(tokens) {
  return Object.fromEntries(
    Object.entries(tokens).map(([name, token]) => [
      token,
      `system:serviceaccount:${workloads[name].namespace}:${name}`,
    ]),
  )
}
