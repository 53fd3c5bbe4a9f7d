// Finds the Redis and Valkey servers among the workloads: their version, and whether they have a password that the config file
// does not show.
import type { Resource } from '../read/resource.ts'
import type { Container, Workload } from './workloads.ts'

/** One container that runs Redis or Valkey. */
export interface RedisServer {
  readonly workload: Workload
  readonly container: Container
  /** Whether it counts all of 127.0.0.0/8 as local: Redis since 7.2, Valkey always. Undefined where the image does not tell. */
  readonly trustsLoopbackNet: boolean | undefined
  /** An argument, or a variable that its image or its command reads. */
  readonly hasPassword: boolean
}

const images = /^(redis|redis-stack|redis-stack-server|redis-cluster|keydb|valkey|valkey-cluster|valkey-bundle)$/
const programs = /(^|[/\s])(redis|valkey)-server(\s|$)/

export function redisServers(workloads: readonly Workload[]): RedisServer[] {
  return workloads.flatMap((workload) =>
    workload.containers.filter(isRedis).map((container) => ({
      workload,
      container,
      trustsLoopbackNet: trustsLoopbackNet(container),
      hasPassword: hasPassword(container),
    })),
  )
}

/**
 * The servers that a config file belongs to: those in the namespace of its ConfigMap that mount it, or else all of them there. A file
 * by itself may belong to any.
 */
export function serversOf(map: Resource | undefined, servers: readonly RedisServer[]): readonly RedisServer[] {
  if (map === undefined) return servers
  const near = servers.filter(({ workload }) => workload.namespace === map.namespace)
  const mounting = near.filter(({ workload }) => mounts(workload, map.name))
  return mounting.length > 0 ? mounting : near
}

function isRedis({ image, words }: Container): boolean {
  return images.test(baseOf(image)) || words.some(({ text }) => programs.test(text))
}

function trustsLoopbackNet({ image, words }: Container): boolean | undefined {
  const base = baseOf(image)
  if (base.startsWith('valkey') || words.some(({ text }) => /(^|[/\s])valkey-server(\s|$)/.test(text))) return true
  const found = /^redis/.test(base) ? /:v?(\d+)(?:\.(\d+))?/.exec(image.slice(image.lastIndexOf('/') + 1)) : null
  if (found === null) return undefined
  const [major, minor] = [Number(found[1]), found[2] === undefined ? undefined : Number(found[2])]
  if (major !== 7) return major > 7
  // redis:7 is the newest 7.x, which is 7.4.
  return minor === undefined || minor >= 2
}

function hasPassword({ words, field }: Container): boolean {
  const isGiven = words.some(({ text }) => /(^|\s)--(requirepass|aclfile|user|include)(\s|$)/.test(text))
  const names = field
    .get('env')
    .items()
    .map((item) => item.get('name').text() ?? '')
  return isGiven || names.some((name) => /^(REDIS|VALKEY|KEYDB)_(PASSWORD|PASS|ACLFILE|ACL_FILE)(_FILE)?$/.test(name))
}

function mounts({ pod }: Workload, name: string): boolean {
  return pod
    .get('volumes')
    .items()
    .some((volume) => {
      const projected = volume.get('projected', 'sources').items()
      return [volume, ...projected].some((one) => one.get('configMap', 'name').text() === name)
    })
}

function baseOf(image: string): string {
  return image.split('/').at(-1)?.split(/[:@]/)[0] ?? ''
}
