// Finds Redis and Valkey servers that any pod of the mesh gets into, and that have no config file among the manifests.
import { type RedisServer, redisServers } from '../model/redis-servers.ts'
import { containerPort, servicesSelecting } from '../model/services.ts'
import type { World } from '../world.ts'

/**
 * Servers behind Istio, of a version that trusts 127.0.0.0/8, that a Service leads to, and whose manifest says nothing of a password, of
 * a config file or of protected mode.
 */
export function openRedis(world: World): RedisServer[] {
  if (world.mesh.listen === 'loopback') return []
  return redisServers(world.workloads).filter(
    (server) =>
      server.trustsLoopbackNet === true &&
      !server.hasPassword &&
      world.injection(server.workload) === 'sidecar' &&
      !decides(server) &&
      isCalled(server, world),
  )
}

/** Whether the manifest decides who gets in, or leaves it to a file that is not among the manifests. */
function decides({ container, workload }: RedisServer): boolean {
  const { words, env, field } = container
  const said = /\.conf\b|protected-mode|--bind|--tls-|--sentinel|requirepass|aclfile/
  return (
    words.some(({ text }) => said.test(text)) ||
    env.some(({ name }) => /PASS|ACL|AUTH|ALLOW_EMPTY/i.test(name)) ||
    field.get('envFrom').exists ||
    workload.files.length > 0
  )
}

function isCalled({ container, workload }: RedisServer, { services }: World): boolean {
  const ports = container.ports.length > 0 ? container.ports.map(({ port }) => port) : [6379]
  return servicesSelecting(workload, services).some((service) =>
    service.ports.some((port) => ports.includes(containerPort(port, workload) ?? 0)),
  )
}
