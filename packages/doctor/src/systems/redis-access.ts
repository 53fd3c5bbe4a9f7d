// Tells who gets into a Redis or Valkey without a password, behind a sidecar.
import { memoize } from '../memoize.ts'
import { grouped } from '../model/grouped.ts'
import { type RedisServer, redisServers, serversOf } from '../model/redis-servers.ts'
import type { Workload } from '../model/workloads.ts'
import type { Resource } from '../read/resource.ts'
import type { Setting, Settings } from '../read/settings.ts'
import type { World } from '../world.ts'
import { isOnlyLoopback, isReachedOnLoopback } from './redis.ts'
import { resourceAt } from './resource-at.ts'

/**
 * What a config file without a password means. `open`: any pod gets in. `closed`: nobody does. `open-or-closed`: any pod gets in
 * since Redis 7.2, nobody before it, and nothing tells the version.
 */
export type Access = 'open' | 'closed' | 'open-or-closed'

/** Who gets in, by mesh; undefined where a password or a decision of the user settles it. */
export interface RedisAccess {
  readonly istio: Access
  readonly linkerd: Access
  /** The line that decides it. */
  readonly setting: Setting | undefined
}

/**
 * Measured with Redis 7.0.15, 7.4.1, 8.0.2, 8.2.3 and Valkey 8.1.1 (npm run tool -- redis-peers). Istio's sidecar calls the app from
 * 127.0.0.6. Redis before 7.2 knows only 127.0.0.1 as local and refuses it, later ones trust all of 127.0.0.0/8. Linkerd's proxy calls
 * from the pod's own address, which none of them trusts. A sidecar that delivers to 127.0.0.1 calls from there, too: all trust it.
 */
export function redisAccess(settings: Settings, world: World): RedisAccess | undefined {
  if (settings.system !== 'redis' || !settings.complete) return undefined
  const bind = settings.get('bind')
  const isReached = world.mesh.listen === 'loopback' ? isReachedOnLoopback(bind) : !bind || !isOnlyLoopback(bind)
  if (!isReached) return undefined // TF103 says that it is closed
  const map = resourceAt(settings.place, world.resources)
  const servers = serversOf(map, serversIn(world.workloads))
  if (servers.length > 0 && servers.every(({ workload }) => world.injection(workload) !== 'sidecar')) return undefined
  if (servers.some((one) => one.hasPassword) || hasPassword(settings, map, servers, world)) return undefined
  const setting = settings.get('protected-mode') ?? bind
  if (world.mesh.listen === 'loopback') return { istio: 'open', linkerd: 'open', setting }
  return { istio: behindIstio(servers), linkerd: 'closed', setting }
}

function behindIstio(servers: readonly RedisServer[]): Access {
  if (servers.some(({ trustsLoopbackNet }) => trustsLoopbackNet === true)) return 'open'
  const isOld = servers.length > 0 && servers.every(({ trustsLoopbackNet }) => trustsLoopbackNet === false)
  return isOld ? 'closed' : 'open-or-closed'
}

/** Whether this file or another one of the same server sets a password, or turns protected mode off, which is a decision. */
function hasPassword(
  settings: Settings,
  map: Resource | undefined,
  servers: readonly RedisServer[],
  world: World,
): boolean {
  const owners = map === undefined ? [] : [map, ...servers.map(({ workload }) => workload.resource)]
  const others = owners.flatMap((owner) => byOwner(world).get(owner) ?? [])
  const all = map === undefined ? redisSettings(world) : [settings, ...others]
  if (all.some((one) => one.get('protected-mode')?.value === 'no')) return true
  return ['requirepass', 'user', 'aclfile', 'include'].some((key) => all.some((one) => isSet(one.get(key))))
}

const redisSettings = memoize(({ settings }: World) => settings.filter(({ system }) => system === 'redis'))

/** The settings in each object, looked up once: comparing each file with each takes the square of their number. */
const byOwner = memoize((world: World) =>
  grouped(redisSettings(world), ({ place }) => [resourceAt(place, world.resources)]),
)

/** `requirepass ""` is no password. */
function isSet(setting: Setting | undefined): boolean {
  return setting !== undefined && !/^(""|'')?$/.test(setting.value)
}

const serversIn = memoize((workloads: readonly Workload[]) => redisServers(workloads))
