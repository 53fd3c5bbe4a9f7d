import type { Settings, System } from '../read/settings.ts'
import type { Found, Rule } from '../rule.ts'
import { cassandra } from '../systems/cassandra.ts'
import type { Advice, Check } from '../systems/check.ts'
import { elasticsearch } from '../systems/elasticsearch.ts'
import { nifi } from '../systems/nifi.ts'
import { redis } from '../systems/redis.ts'
import { zookeeper } from '../systems/zookeeper.ts'
import type { World } from '../world.ts'

const checks: Record<System, Check> = { zookeeper, cassandra, elasticsearch, redis, nifi }

/** The listen address of the five systems, judged by where this version of the mesh delivers calls to. */
export const systemBind: Rule = {
  id: 'TF103',
  severity: 'error',
  title: 'ZooKeeper, Cassandra, Elasticsearch, Redis or NiFi listens where the sidecar does not deliver',
  why: `These systems listen on one address by default, and the right one has changed with the mesh. Before Istio 1.10 and
Linkerd 2.11 calls came in on 127.0.0.1, and pages of that time say to bind it; since then they come in on the pod's
address, and that workaround is what breaks the system. All five were started behind real redirection and Envoy, with
their defaults and with the workaround, in both modes.`,
  source:
    'Measured: ZooKeeper 3.9.5, Cassandra 5.0.9, Elasticsearch 6.8.23, Redis 7.0.15, NiFi 1.18.0 behind Envoy 1.40.',
  before: 'network.bind_host: 127.0.0.1',
  after: 'network.host: 0.0.0.0',
  *check(world) {
    for (const settings of world.settings) {
      for (const advice of checks[settings.system](settings, contextOf(world, settings)))
        yield foundOf(settings, advice, world)
    }
  },
}

function contextOf({ mesh, settings: all }: World, settings: Settings) {
  const others = all.filter((other) => other !== settings && other.system === settings.system)
  // A key that a container's environment or another file of the same system sets is not at its default.
  return { listen: mesh.listen, isSetElsewhere: (key: string) => others.some((other) => other.get(key) !== undefined) }
}

function foundOf(settings: Settings, { setting, message, fix, severity, value }: Advice, { resources }: World): Found {
  const place = setting?.place ?? settings.place
  const resource = resources.findLast(
    ({ source, root }) => source === place.source && root.place.offset <= place.offset,
  )
  return { place, resource, message, fix, severity, edits: setting && value ? edit(setting, value) : [] }
}

/** Only where the value can be seen on its line: not in a folded text. */
function edit({ value, place }: NonNullable<Advice['setting']>, to: string) {
  const end = place.source.text.indexOf('\n', place.offset)
  const line = place.source.text.slice(place.offset, end === -1 ? undefined : end)
  const at = value === '' ? -1 : line.lastIndexOf(value)
  if (at < 0) return []
  const start = place.offset + at
  return [{ start, end: start + value.length, text: to }]
}
