// Real stores, for spans to be put in and asked for again. Both take Zipkin's JSON.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startZipkin } from '../envoy/zipkin-server.js'
import { findJaeger } from '../mesh/stores/jaeger.js'
import { temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { start } from '../shared/processes.js'

/** Each is opened with `say`, and has its `name`, its `url` for the audit, its `collector`, `hasAll(count)` and `stop()`. */
export const stores = { zipkin, jaeger }

async function zipkin(say) {
  const server = await startZipkin(say)
  const { url, stop } = server
  return { name: 'zipkin', url, collector: url, hasAll: (count) => server.receivedAll(count), stop }
}

async function jaeger(say) {
  const path = await findJaeger(say)
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-jaeger-'))
  const [query, admin, collector, ...others] = await freePorts(8)
  const local = (port) => `127.0.0.1:${port}`
  const program = start(
    'jaeger',
    path,
    [
      ...['--log-level=warn', '--memory.max-traces=0', '--collector.queue-size=200000'],
      ...[`--query.http-server.host-port=${local(query)}`, `--admin.http.host-port=${local(admin)}`],
      ...[`--collector.zipkin.host-port=${local(collector)}`, `--query.grpc-server.host-port=${local(others[0])}`],
      ...[`--collector.otlp.http.host-port=${local(others[1])}`, `--collector.otlp.grpc.host-port=${local(others[2])}`],
      ...[
        `--collector.http-server.host-port=${local(others[3])}`,
        `--collector.grpc-server.host-port=${local(others[4])}`,
      ],
    ],
    { log: join(folder, 'jaeger.txt') },
  )
  const url = `http://${local(query)}`
  for (;;) {
    if (program.failure()) throw new Error(program.failure())
    const answer = await fetch(`${url}/api/services`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (answer?.ok) break
    await sleep(200)
  }
  return { name: 'jaeger', url, collector: `http://${local(collector)}`, hasAll, stop: program.stop }

  /** By its own counter. */
  async function hasAll(count) {
    for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
      const text = await (await fetch(`http://${local(admin)}/metrics`)).text()
      const saved = [...text.matchAll(/^jaeger_collector_spans_saved_by_svc_total\{[^}]*result="ok"[^}]*\} (\S+)$/gm)]
      if (saved.reduce((sum, [, number]) => sum + Number(number), 0) >= count) return
      if (Date.now() > deadline) throw new Error(`Jaeger has not saved ${count} spans`)
    }
  }
}
