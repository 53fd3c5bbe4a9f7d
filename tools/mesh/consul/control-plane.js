// The sidecars by Consul: an agent in the pod `node`, and in each pod the rules of its transparent proxy and an Envoy.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { start } from '../../shared/processes.js'
import { ask, ready } from '../programs.js'
import { agentConfig, agentUrl, calls, consulTracers, program, sidecarOf } from './config.js'
import { intercept, startEdge, startSidecar } from './proxy.js'

/**
 * What own-sidecars.js does, done by Consul. For one mesh.
 * @param consul the path of binary.js
 * @param options `audit`: whether the Envoys write access logs
 */
export function consulSidecars(consul, { audit: logs = false } = {}) {
  return {
    programs: { [program]: consul },
    intercept: async () => {}, // in `control`: the rules are made from what the agent knows of a sidecar
    async control(pods, { folder, tracer, sampling }) {
      const tracing = (name) => consulTracers[tracer](name, sampling)
      const agent = await startAgent(pods.node, { folder, config: agentConfig(tracing, logs) })
      await Promise.all(Object.keys(calls).map((name) => intercept(pods[name])))
      // The edge is a service of the mesh, so it has a sidecar beside it.
      const admin = join(folder, 'admin', sidecarOf('gateway'))
      const beside = await startSidecar(pods.gateway, { folder, admin, tracing: tracing('gateway') })
      return { programs: [agent, beside] }
    },
    start(pod, { folder, admin, tracer, tracing: { sampling } }) {
      const tracing = consulTracers[tracer](pod.name, sampling)
      if (pod.name === 'gateway') return startEdge(pod, { folder, admin, tracing })
      return startSidecar(pod, { folder, admin, tracing })
    },
    admin: (_pod, method, path, socket) => ask(socket, method, path),
    ...(logs ? { accessLogs } : {}),
  }
}

/** By pod: what the Envoy of its sidecar prints. */
function accessLogs(folder) {
  const files = (name) => ({ logs: join(folder, `${sidecarOf(name)}-envoy.log`) })
  return Object.fromEntries(Object.keys(calls).map((name) => [name, files(name)]))
}

/** Ready when it knows every sidecar: it has no leader at first, and takes its services in one by one. */
async function startAgent(pod, { folder, config }) {
  const files = join(folder, 'consul')
  await mkdir(files)
  await writeFile(join(files, 'agent.json'), JSON.stringify(config, undefined, 2))
  const [command, args] = pod.command(program, ['agent', '-dev', `-config-dir=${files}`])
  const agent = start('consul', command, args, { log: join(folder, 'consul.log') })
  const [lister, listArgs] = pod.command(program, ['catalog', 'services', `-http-addr=${agentUrl}`])
  await ready(agent, async () => {
    const { stdout } = await execa(lister, listArgs)
    return Object.keys(calls).every((name) => stdout.split('\n').includes(sidecarOf(name)))
  })
  return agent
}
