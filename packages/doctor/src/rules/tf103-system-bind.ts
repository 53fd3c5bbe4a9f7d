// TF103: one of the five systems listens where the sidecar does not deliver.
import { memoize } from '../memoize.ts'
import { grouped } from '../model/grouped.ts'
import { type MeshName, meshTitles } from '../model/mesh.ts'
import { isYaml } from '../read/documents.ts'
import { isTestData } from '../read/is-test-data.ts'
import type { Settings, System } from '../read/settings.ts'
import type { RawFinding, Rule } from '../rule.ts'
import { cassandra } from '../systems/cassandra.ts'
import { elasticsearch } from '../systems/elasticsearch.ts'
import { nifi } from '../systems/nifi.ts'
import { redis } from '../systems/redis.ts'
import { redisAccess } from '../systems/redis-access.ts'
import { resourceAt } from '../systems/resource-at.ts'
import type { SystemCheck, SystemProblem } from '../systems/system-check.ts'
import { zookeeper } from '../systems/zookeeper.ts'
import type { World } from '../world.ts'

const checks: Record<System, SystemCheck> = { zookeeper, cassandra, elasticsearch, redis, nifi }

/** Checks the listen address of the five systems against the address that this version of the mesh delivers to. */
export const systemBind: Rule = {
  id: 'TF103',
  severity: 'error',
  title: 'ZooKeeper, Cassandra, Elasticsearch, Redis or NiFi listens where the sidecar does not deliver',
  why: `These systems listen on one address by default, and the right address has changed with the mesh. Before Istio 1.10 and
  Linkerd 2.11 calls came in on 127.0.0.1, and pages from that time say to bind it. Since then calls come in on the pod's
  address, and that workaround breaks the system. All five were tested behind real redirection and Envoy, with their
  defaults and with the workaround, in both modes.`,
  source:
    'Measured: ZooKeeper 3.9.5, Cassandra 5.0.9, Elasticsearch 6.8.23, Redis 7.0.15, NiFi 1.18.0 behind Envoy 1.40.',
  before: 'network.bind_host: 127.0.0.1',
  after: 'network.host: 0.0.0.0',
  *check(world) {
    for (const settings of world.settings) {
      for (const advice of checks[settings.system](settings, contextOf(world, settings)))
        yield foundOf(settings, advice, world)
      yield* refusesAll(settings, world)
    }
  },
}

function contextOf({ mesh, settings: all }: World, settings: Settings) {
  // A key is not at its default when a container's environment or another file of the same system sets it.
  const isSetElsewhere = (key: string) => {
    const setting = byKey(all).get(`${settings.system} ${key}`) ?? []
    return setting.length > 1 || (setting.length === 1 && setting[0] !== settings)
  }
  return { listen: mesh.listen, isSetElsewhere }
}

const byKey = memoize((all: readonly Settings[]) =>
  grouped(all, ({ system, entries }) => entries.map(({ key }) => `${system} ${key}`)),
)

/** A Redis that protected mode closes to everyone. If it opens it to everyone instead, that is TF104. */
function* refusesAll(settings: Settings, world: World): Iterable<RawFinding> {
  const access = redisAccess(settings, world)
  if (access === undefined) return
  for (const mesh of Object.keys(meshTitles) as MeshName[]) {
    if (access[mesh] !== 'closed') continue
    const peers =
      mesh === 'istio'
        ? '127.0.0.6, which Redis before 7.2 does not trust'
        : "the pod's own address, which it does not trust"
    yield {
      ...foundOf(settings, { setting: access.setting, message: '', fix: '' }, world),
      message: `Redis has no password: behind ${meshTitles[mesh]}'s sidecar peers come from ${peers}, so protected mode answers DENIED; where the image turns that mode off, any pod gets in`,
      fix: 'set requirepass from a Secret, or an ACL',
      mesh: [mesh],
    }
  }
}

function foundOf(
  settings: Settings,
  { setting, message, fix, severity }: SystemProblem,
  { resources }: World,
): RawFinding {
  const place = setting?.place ?? settings.place
  // A config file among the sources may be a template for the one that runs.
  const isSure = isYaml(place.source) || !isTestData(place.source)
  return { place, resource: resourceAt(place, resources), message, fix, severity: isSure ? severity : 'info' }
}
