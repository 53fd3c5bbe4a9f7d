// TF104: Redis without a password trusts every peer, because the sidecar makes them all look local.
import { type MeshName, meshTitles } from '../model/mesh.ts'
import { isYaml } from '../read/documents.ts'
import { isTestData } from '../read/is-test-data.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import { openRedis } from '../systems/open-redis.ts'
import { redisAccess } from '../systems/redis-access.ts'
import { resourceAt } from '../systems/resource-at.ts'
import { inLoopback } from '../systems/system-check.ts'

const fix = 'set requirepass from a Secret, or an ACL; protected mode does not help here'

/** The only rule about the five systems that finds a security hole and not an outage. */
export const redisTrustsLoopback: Rule = {
  id: 'TF104',
  severity: 'error',
  title: 'Redis or Valkey has no password, and behind this sidecar every peer is local',
  why: `Redis and Valkey without a password answer only local peers: that is their protected mode. Behind a sidecar every pod of the
  mesh looks local. Istio's sidecar calls the app from 127.0.0.6, and Redis since 7.2 and Valkey count all of 127.0.0.0/8 as local:
  7.4.1, 8.0.2, 8.2.3 and Valkey 8.1.1 answered PONG to other pods, without a password. Redis 7.0.15 refused them (TF103). In a mesh
  that delivers to 127.0.0.1 (Istio before 1.10, Linkerd before 2.11) every version answers. Linkerd's proxy today calls from the
  pod's own address, which no version trusts. It is a note where the manifests show no config file: the image may have one.`,
  source:
    'Redis documentation, "Protected mode"; measured with Redis 7.0 to 8.2 and Valkey 8.1: npm run tool -- redis-peers.',
  before: 'bind 127.0.0.1',
  after: 'requirepass',
  *check(world) {
    for (const { container, workload } of openRedis(world)) {
      yield {
        place: container.field.get('image').place,
        resource: workload.resource,
        message: `${nameOf(workload.resource)}: nothing gives container ${container.name} a password, and any pod of the mesh gets in`,
        fix,
        // Its image may have a config file of its own.
        severity: 'info',
        mesh: ['istio'],
      }
    }
    for (const settings of world.settings) {
      const access = redisAccess(settings, world)
      if (access === undefined) continue
      const mesh = (Object.keys(meshTitles) as MeshName[]).filter((name) => access[name] !== 'closed')
      if (mesh.length === 0) continue
      const place = access.setting?.place ?? settings.place
      yield {
        place,
        resource: resourceAt(place, world.resources),
        message:
          world.mesh.listen === 'loopback'
            ? `Redis has no password and trusts local peers, but ${inLoopback}: any pod gets in`
            : access.istio === 'open'
              ? 'Redis has no password, and trusts 127.0.0.0/8, from where the sidecar calls it (127.0.0.6): any pod of the mesh gets in'
              : 'Redis has no password: since 7.2, and as Valkey, it trusts 127.0.0.6, from where the sidecar calls it, and any pod of the mesh gets in; before 7.2 nobody does',
        fix,
        ...(!isYaml(place.source) && isTestData(place.source) && { severity: 'info' as const }),
        ...(world.mesh.listen === 'passthrough' && { mesh }),
      }
    }
  },
}
