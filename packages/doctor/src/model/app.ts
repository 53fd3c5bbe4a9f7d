// Finds what the app itself does about retries, timeouts and connections: from environment variables with well-known names,
// and from `traceferry.dev/...` annotations for what only the code knows.
import type { Place } from '../read/source.ts'
import { milliseconds, variableMs } from './durations.ts'
import type { Workload } from './workloads.ts'

export interface Hint {
  readonly name: string
  readonly value: number
  readonly place: Place
}

/** How often the app itself retries a call; undefined when nothing says so. */
export function appRetries(workload: Workload): Hint | undefined {
  // Then @traceferry/sidecar turns off the retries of the app's libraries.
  if (variables(workload).some(({ name, value }) => name === 'TRACEFERRY_RETRY_OWNER' && value === 'mesh'))
    return undefined
  const given = annotated(workload, 'retries', Number)
  if (given) return given
  for (const variable of variables(workload)) {
    const { name, value } = variable
    if (
      isForeign(name) ||
      !/(^|_)(RETRIES|RETRY|RETRY_(LIMIT|COUNT|ATTEMPTS|MAX(_ATTEMPTS)?)|MAX_(RETRY|ATTEMPTS))$/.test(name)
    )
      continue
    const count = /^\d+$/.test(value) ? Number(value) - (name.endsWith('ATTEMPTS') ? 1 : 0) : 0
    if (count > 0) return { name, value: count, place: variable.place }
  }
  return undefined
}

/** When the app gives up on a call, in ms: one hint for all calls, or one hint for each service that a variable names. */
export function appTimeouts(workload: Workload): Hint[] {
  const given = annotated(workload, 'timeout', (text) => milliseconds(text) ?? Number.NaN)
  if (given) return [given]
  return variables(workload).flatMap((variable) => {
    const { name, value } = variable
    const isTimeout = /(^|_)(TIMEOUT|DEADLINE)(_(MS|MILLIS|MILLISECONDS|S|SEC|SECS|SECONDS))?$/.test(name)
    const isOther =
      /(CONNECT|KEEP_?ALIVE|IDLE|SHUTDOWN|DRAIN|GRACE|SOCKET|HEADERS?|SERVER|SESSION|LOCK|QUERY|STARTUP|READY|PROBE)/
    const ms = isTimeout && !isForeign(name) && !isOther.test(name) ? variableMs(name, value) : undefined
    return ms ? [{ name, value: ms, place: variable.place }] : []
  })
}

const serverKeepAlive =
  /^(((HTTP|NODE|EXPRESS|FASTIFY|KOA|WEB)_)?SERVER_KEEP_?ALIVE(_TIMEOUT)?|(HTTP_)?KEEP_?ALIVE_TIMEOUT)(_(MS|S|SEC|SECS|SECONDS))?$/

/** A time after which the app closes idle connections. `isSure`: it says so, and not only a name that may mean something else. */
export type KeepAliveHint = Hint & { readonly isSure: boolean }

/**
 * `server.keepAliveTimeout` of the app, in ms; @traceferry/sidecar raises it to 5 s above the sidecar's idle time. A variable with
 * another prefix (DB_KEEP_ALIVE, OLLAMA_KEEP_ALIVE) is about something else.
 */
export function keepAliveTimeout(workload: Workload): KeepAliveHint | undefined {
  const given = annotated(workload, 'keep-alive-timeout', (text) => milliseconds(text) ?? Number.NaN)
  const idle = first(workload, /^TRACEFERRY_SIDECAR_IDLE_MS$/)
  const raised = idle && { ...idle, value: idle.value + 5000 }
  const named = first(workload, serverKeepAlive)
  const sure = given ?? raised ?? named
  if (sure) return { ...sure, isSure: true }
  const bare = first(workload, /^(HTTP_)?KEEP_?ALIVE(_(MS|S|SEC|SECS|SECONDS))?$/)
  return bare && { ...bare, isSure: false }
}

/** How long the app keeps serving after SIGTERM, in ms: its own delay, or a preStop sleep. */
export function drainDelay(workload: Workload): Hint | undefined {
  const given = annotated(workload, 'drain-delay', (text) => milliseconds(text) ?? Number.NaN)
  return given ?? first(workload, /(^|_)(DRAIN|SHUTDOWN)_DELAY(_(MS|S|SEC|SECS|SECONDS))?$/) ?? preStopSleep(workload)
}

/** How many calls one pod has in flight at peak load. */
export function concurrency(workload: Workload): Hint | undefined {
  return annotated(workload, 'concurrency', Number)
}

/** Whether a container's command, image or environment looks like Node. */
export function runsNode(workload: Workload): boolean {
  return workload.containers.some(({ image, words, env }) => {
    if (/(^|\/)node(js)?(:|@|$)/.test(image) || env.some(({ name }) => /^(NODE_ENV|NODE_OPTIONS)$/.test(name)))
      return true
    return words.some(({ text }) => /^(\S*\/)?(node|npm|yarn|pnpm|tsx)(\s|$)/.test(text))
  })
}

function preStopSleep(workload: Workload): Hint | undefined {
  for (const { field } of workload.containers) {
    const hook = field.get('lifecycle', 'preStop')
    const sleep = hook.get('sleep', 'seconds')
    if (sleep.number() !== undefined)
      return { name: 'preStop sleep', value: sleep.number()! * 1000, place: sleep.place }
    const command = hook.get('exec', 'command')
    const text = command
      .items()
      .map((item) => item.text() ?? '')
      .join(' ')
    const seconds = /\bsleep\s+(\d+(?:\.\d+)?)\b/.exec(text)?.[1]
    if (seconds) return { name: 'preStop sleep', value: Number(seconds) * 1000, place: command.place }
  }
  return undefined
}

function annotated(workload: Workload, key: string, read: (text: string) => number): Hint | undefined {
  const field = workload.meta.get('annotations', `traceferry.dev/${key}`)
  const value = field.exists ? read(field.text() ?? '') : Number.NaN
  return Number.isNaN(value) ? undefined : { name: `traceferry.dev/${key}`, value, place: field.place }
}

function first(workload: Workload, pattern: RegExp): Hint | undefined {
  for (const variable of variables(workload)) {
    const { name, value } = variable
    const ms = pattern.test(name) ? variableMs(name, value) : undefined
    if (ms !== undefined) return { name, value: ms, place: variable.place }
  }
  return undefined
}

function variables(workload: Workload) {
  return workload.containers.flatMap(({ env }) => env)
}

/** Settings for databases, queues and clouds. Their calls pass the sidecar as plain bytes, or not at all. */
function isForeign(name: string): boolean {
  return /(^|_)(DB|DATABASE|REDIS|KAFKA|PG|POSTGRES|MONGO|MONGODB|MYSQL|AMQP|RABBIT|RABBITMQ|NATS|SQS|S3|AWS|GCP|JOB|QUEUE|SMTP|LDAP)_/.test(
    name,
  )
}
