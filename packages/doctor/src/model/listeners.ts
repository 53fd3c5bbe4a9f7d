// Listen addresses that manifests give to containers, as arguments or variables.
import type { Field } from '../read/field.ts'
import type { World } from '../world.ts'
import { exposedPorts } from './services.ts'
import type { Container, Workload } from './workloads.ts'

export interface Listener {
  readonly host: string
  /** The ports that it is about. */
  readonly ports: readonly number[]
  readonly field: Field
  /** The whole text of the field with another address, where only the address differs. */
  readonly whole: ((host: string) => string) | undefined
}

/** An address without a port: only flags that hardly mean anything else. */
/** An address without a port: only flags that hardly mean anything else. */
const flags = /^--?(host|bind|bind-?addr(ess)?|listen|listen-?addr(ess)?|listen-host|hostname|address|ip)$/i
/** With a port: then the port says whether it is a listener that others call. */
const portFlags = /^--?[\w.-]*(addr(ess)?|listen|bind|endpoint)[\w.-]*$/i
/** What these call `--host` is the other side. */
const clients =
  /(^|\/)(psql|pg_\w+|mysql\w*|mariadb\w*|redis-cli|mongo\w*|cqlsh|curl|wget|kafka[\w-]*|nats|etcdctl|amqp\w*|\w*[-_]exporter)$/
const names =
  /^((HTTP|SERVER|APP|NITRO|NUXT|FASTIFY|LISTEN|BIND|VITE|UVICORN|GRPC|API)_)?(HOST|ADDR|ADDRESS|BIND|BIND_ADDR|BIND_ADDRESS|LISTEN|LISTEN_ADDR|LISTEN_ADDRESS|LISTEN_HOST|IP)$/
const notListening = /^(HOST_IP|API_HOST|GRPC_HOST|API_ADDR|API_ADDRESS)$/

/**
 * Every listen address that is set on a container whose ports others call. An address with a port counts when that port
 * is one of them: a metrics endpoint on 127.0.0.1 behind a proxy container is right as it is.
 */
export function* listenersOf(world: World): Iterable<{ workload: Workload; container: Container; listener: Listener }> {
  for (const workload of world.workloads) {
    for (const container of workload.containers) {
      const exposed = exposedPorts(container, workload, world.services)
      if (exposed.size === 0) continue
      for (const { text, field } of candidates(container)) {
        const found = addressOf(text)
        if (found === undefined || (found.port !== undefined && !exposed.has(found.port))) continue
        const ports = found.port === undefined ? [...exposed] : [found.port]
        const value = field.text() ?? ''
        const whole =
          value.split(found.host).length === 2 ? (host: string) => value.replace(found.host, host) : undefined
        yield { workload, container, listener: { host: found.host, ports, field, whole } }
      }
    }
  }
}

function* candidates({ words, env }: Container): Iterable<{ text: string; field: Field }> {
  const all = words.flatMap(({ text, field }) => {
    // A whole command line in one word: `sh -c "node server.js --host 127.0.0.1"`.
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
    if (names.test(name) && !notListening.test(name)) yield { text: value, field }
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
