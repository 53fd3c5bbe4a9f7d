// Finds the listen addresses that manifests give to containers, as arguments or variables.
import type { Field } from '../read/field.ts'
import type { Severity } from '../rule.ts'
import type { World } from '../world.ts'
import { filesFor } from './files/files-for.ts'
import { isLoopback } from './hosts.ts'
import type { Listening } from './listening/address.ts'
import { listeningIn } from './listening/in-container.ts'
import { listeningInFile } from './listening/in-files.ts'
import { exposedPorts } from './services.ts'
import { type Container, isKnative, type Workload } from './workloads.ts'

export interface Listener {
  readonly host: string
  /** The ports that the address applies to. */
  readonly ports: readonly number[]
  /** Whether a port stands beside the address. */
  readonly hasPort: boolean
  /** Whether only the name of a variable tells that it is a listen address, and the name may mean something else. */
  readonly isVague: boolean
  readonly field: Field
  /** Makes the field's text with another address. Undefined where the address occurs more than once. */
  readonly withHost: ((host: string) => string) | undefined
  /** Set where the server has this address by default. */
  readonly isDefault?: boolean | undefined
  /** Set where the manifest does not prove that the server takes this address. */
  readonly severity?: Severity | undefined
}

/** Flags for an address without a port: only those that rarely mean anything else. */
const flags = /^--?(host|bind|bind-?addr(ess)?|listen|listen-?addr(ess)?|listen-host|hostname|address|ip)$/i
/** Flags for an address with a port: the port then tells whether others call this listener. */
const portFlags = /^--?[\w.-]*(addr(ess)?|listen|bind|endpoint)[\w.-]*$/i
/** Clients, whose `--host` is the server they call. */
const clients =
  /(^|\/)(psql|pg_\w+|mysql\w*|mariadb\w*|redis-cli|mongo\w*|cqlsh|curl|wget|kafka[\w-]*|nats|etcdctl|amqp\w*|\w*[-_]exporter)$/
const names =
  /^((HTTP|SERVER|APP|NITRO|NUXT|FASTIFY|LISTEN|BIND|VITE|UVICORN|GRPC|API)_)?(HOST|ADDR|ADDRESS|BIND|BIND_ADDR|BIND_ADDRESS|LISTEN|LISTEN_ADDR|LISTEN_ADDRESS|LISTEN_HOST|IP)$/
/** Names that are as often the address of something else. */
const vague = /^(IP|ADDR|ADDRESS|API_(IP|HOST|ADDR|ADDRESS))$/
const notListening = /^(HOST_IP|API_HOST|GRPC_HOST|API_ADDR|API_ADDRESS)$/

/**
 * Every listen address that is set on a container whose ports others call. An address with a port counts only when others
 * call that port: a metrics endpoint on 127.0.0.1 behind a proxy container is fine.
 */
export function* listenersOf(world: World): Iterable<{ workload: Workload; container: Container; listener: Listener }> {
  for (const workload of world.workloads) {
    // Knative's own container in the pod takes the calls, and calls the app on 127.0.0.1.
    if (isKnative(workload.resource)) continue
    // A pod in the host's network has no sidecar, and its 127.0.0.1 is the node's.
    if (workload.pod.get('hostNetwork').value === true) continue
    for (const container of workload.containers) {
      const exposed = exposedPorts(container, workload, world.services)
      if (exposed.size === 0) continue
      for (const found of knownServers(container, workload, world)) {
        const ports = found.port === undefined ? [...exposed] : [found.port]
        if (!ports.every((port) => exposed.has(port))) continue
        const hasPort = found.port !== undefined
        yield {
          workload,
          container,
          listener: { ...found, ports, hasPort, isVague: false, withHost: withHostOf(found) },
        }
      }
      for (const { text, field, isVague = false } of candidates(container)) {
        const found = addressOf(text)
        if (found === undefined || (found.port !== undefined && !exposed.has(found.port))) continue
        const ports = found.port === undefined ? [...exposed] : [found.port]
        const withHost = withHostOf({ ...found, field })
        yield {
          workload,
          container,
          listener: { host: found.host, ports, hasPort: found.port !== undefined, isVague, field, withHost },
        }
      }
    }
  }
}

function withHostOf({ host, field, isDefault }: Pick<Listening, 'host' | 'field' | 'isDefault'>) {
  const value = field.text() ?? ''
  if (isDefault || value.split(host).length !== 2) return undefined
  return (other: string) => value.replace(host, other)
}

/** What servers that are known by name were given. An address does not count where the same port is also open elsewhere. */
function knownServers(container: Container, workload: Workload, world: World): Listening[] {
  const isMain =
    workload.containers.find(({ ports }) => ports.length > 0) === container || workload.containers.length === 1
  const groups = [listeningIn(container), ...(isMain ? filesFor(workload, world).map(listeningInFile) : [])]
  return groups.flatMap((all) =>
    all.filter(({ host, port }) => !isLoopback(host) || !all.some((one) => one.port === port && !isLoopback(one.host))),
  )
}

function* candidates({ words, env }: Container): Iterable<{ text: string; field: Field; isVague?: boolean }> {
  const all = words.flatMap(({ text, field }) => {
    // One argument may be a whole command line: `sh -c "node server.js --host 127.0.0.1"`.
    return text.split(/\s+/).map((word) => ({ word, field }))
  })
  const isClient = all.some(({ word }) => clients.test(word))
  for (const [n, { word, field }] of all.entries()) {
    const [flag, value] = word.split('=', 2) as [string, string | undefined]
    const given = value === undefined ? all[n + 1] : { word: value, field }
    if (given === undefined || isClient) continue
    const hasPort = /:\d+\/?$/.test(given.word)
    if (flags.test(flag) || (hasPort && portFlags.test(flag))) yield { text: given.word, field: given.field }
  }
  for (const { name, value, field } of env) {
    if (names.test(name) && !notListening.test(name)) yield { text: value, field, isVague: vague.test(name) }
  }
}

/** `127.0.0.1`, `127.0.0.1:8080`, `[::1]:8080`, `http://127.0.0.1:8080` */
function addressOf(text: string): { host: string; port: number | undefined } | undefined {
  const found = /^(?:https?:\/\/|tcp:\/\/)?(\[[\da-f:]+\]|::1|\$[({]?\w+[)}]?|[\w.-]+)(?::(\d+))?\/?$/i.exec(
    text.trim(),
  )
  if (found === null) return undefined
  return { host: found[1]!, port: found[2] === undefined ? undefined : Number(found[2]) }
}
