// The Envoys' reports to a real Jaeger, in the pod `telemetry`. What is known of the spans is what its API says of them.
import { join } from 'node:path'
import { services } from '../../demo/topology.js'
import { lastSpan } from '../../envoy/last-span.js'
import { findGoProgram } from '../../shared/go-program.js'
import { start } from '../../shared/processes.js'
import { telemetryAddress } from '../addresses.js'
import { ask, isListening, ready } from '../programs.js'

export const version = '1.76.0'
const [queryPort, adminPort] = [16686, 14269]
const plenty = 1_000_000 // traces; the API gives 100 unless told otherwise

/** @returns the path of Jaeger's all-in-one. The first time it builds for many minutes */
export function findJaeger(say) {
  const module = 'github.com/jaegertracing/jaeger'
  const command = `${module}/cmd/all-in-one`
  return findGoProgram(
    { name: 'jaeger', version, command, modules: [`${module}@v${version}`], takes: '5 minutes and more' },
    say,
  )
}

/** @param jaeger the path of it, @returns what stores.js says */
export const openJaeger = (jaeger) =>
  async function open({ pod, port, folder, help, run }) {
    const [command, args] = pod.command(jaeger, [
      ...['--log-level=warn', '--memory.max-traces=0', '--collector.queue-size=200000'],
      ...[
        `--collector.otlp.http.host-port=${telemetryAddress}:4318`,
        `--collector.zipkin.host-port=${telemetryAddress}:9411`,
      ],
      ...[`--query.http-server.host-port=127.0.0.1:${queryPort}`, `--admin.http.host-port=127.0.0.1:${adminPort}`],
    ])
    const program = start('jaeger', command, args, { log: join(folder, 'jaeger.log') })
    run(program)
    await ready(program, () => [port, queryPort, adminPort].every((each) => isListening(program.pid, 'tcp', each)))
    const [query, admin] = ['query', 'admin'].map((name) => join(folder, `jaeger-${name}.sock`))
    await help(pod, 'door', [query, `127.0.0.1:${queryPort}`], { socket: query })
    await help(pod, 'door', [admin, `127.0.0.1:${adminPort}`], { socket: admin })
    let from = 0
    let before = 0
    return {
      async begin() {
        before = await savedSpans(admin)
        from = Date.now() * 1000
      },
      async spans(expected) {
        await lastSpan(async () => (await savedSpans(admin)) - before, expected)
        return allSpans(query, from)
      },
    }
  }

/** By Jaeger's own counter. */
async function savedSpans(admin) {
  const { text } = await ask(admin, 'GET', '/metrics')
  const counts = [...text.matchAll(/^jaeger_collector_spans_saved_by_svc_total\{[^}]*result="ok"[^}]*\} (\S+)$/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

/** Every trace since then in which a service takes part, as Jaeger's API tells it: it has no question for all of them. */
async function allSpans(query, from) {
  const traces = new Map()
  for (const service of ['gateway', ...Object.keys(services)]) {
    const range = `start=${from}&end=${Date.now() * 1000}&limit=${plenty}`
    const { status, text } = await ask(query, 'GET', `/api/traces?service=${service}&${range}&raw=true`)
    if (status !== 200) throw new Error(`Jaeger answered ${status}: ${text.slice(0, 200)}`)
    for (const trace of JSON.parse(text).data) traces.set(trace.traceID, trace)
  }
  return [...traces.values()].flatMap(({ spans, processes }) =>
    spans.map((span) => zipkinSpan(span, processes[span.processID].serviceName)),
  )
}

/** In the shape that Zipkin's API has, as mesh/otlp.js gives it. */
function zipkinSpan({ traceID, spanID, references, operationName, startTime, duration, tags }, serviceName) {
  const all = Object.fromEntries(tags.map(({ key, value }) => [key, String(value)]))
  const parent = references.find(({ refType }) => refType === 'CHILD_OF')
  return {
    traceId: traceID,
    id: spanID,
    ...(parent ? { parentId: parent.spanID } : {}),
    kind: all['span.kind']?.toUpperCase(),
    name: operationName,
    timestamp: startTime,
    duration,
    localEndpoint: { serviceName },
    tags: all,
  }
}
