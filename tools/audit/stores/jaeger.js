// A real Jaeger 1: its all-in-one.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findJaeger } from '../../mesh/stores/jaeger.js'
import { temporaryFolder } from '../../shared/folders.js'
import { freePorts } from '../../shared/ports.js'
import { start } from '../../shared/processes.js'
import { answers, savedAll } from './saved-all.js'

export async function jaeger(say) {
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
  await answers(url, program)
  const metrics = `http://${local(admin)}/metrics`
  const counter = /^jaeger_collector_spans_saved_by_svc_total\{[^}]*result="ok"[^}]*\} (\S+)$/gm
  const hasAll = (count) => savedAll({ name: 'Jaeger', metrics, counter, count })
  return {
    name: 'jaeger',
    asked: { name: 'jaeger', url },
    collector: `http://${local(collector)}`,
    hasAll,
    stop: program.stop,
  }
}
