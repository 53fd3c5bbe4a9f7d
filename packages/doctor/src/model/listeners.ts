// Finds the listen addresses that manifests give to containers, as arguments or variables.
import type { Field } from '../read/field.ts'
import type { World } from '../world.ts'
import { exposedPorts } from './services.ts'
import type { Container, Workload } from './workloads.ts'

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
    for (const container of workload.containers) {
      const exposed = exposedPorts(container, workload, world.services)
      if (exposed.size === 0) continue
      for (const { text, field, isVague = false } of candidates(container)) {
        const found = addressOf(text)
        if (found === undefined || (found.port !== undefined && !exposed.has(found.port))) continue
        const ports = found.port === undefined ? [...exposed] : [found.port]
        const value = field.text() ?? ''
        const withHost =
          value.split(found.host).length === 2 ? (host: string) => value.replace(found.host, host) : undefined
        yield {
          workload,
          container,
          listener: { host: found.host, ports, hasPort: found.port !== undefined, isVague, field, withHost },
        }
      }
    }
  }
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
