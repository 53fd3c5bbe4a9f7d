// A real Jaeger 2, which is set up like an OpenTelemetry Collector.
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from '../../mesh/stores/jaeger.js'
import { temporaryFolder } from '../../shared/folders.js'
import { findGoProgram } from '../../shared/go-program.js'
import { freePorts } from '../../shared/ports.js'
import { start } from '../../shared/processes.js'
import { answers, savedAll } from './saved-all.js'

const module = 'github.com/jaegertracing/jaeger'

/** The sources of 1.76 are those of 2.13, too: Jaeger 2 is another command in them. */
const program = {
  name: 'jaeger2',
  version,
  command: `${module}/cmd/jaeger`,
  modules: [`${module}@v${version}`],
  takes: '5 minutes and more',
}

export async function jaeger2(say) {
  const path = await findGoProgram(program, say)
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-jaeger2-'))
  const [query, grpc, collector, metrics] = await freePorts(4)
  const config = join(folder, 'config.json')
  await writeFile(config, JSON.stringify(configOf({ query, grpc, collector, metrics })))
  const running = start('jaeger2', path, ['--config', config], { log: join(folder, 'jaeger.txt') })
  const url = `http://127.0.0.1:${query}`
  await answers(url, running)
  const counter = /^otelcol_exporter_sent_spans_total\{[^}]*\} (\S+)$/gm
  const hasAll = (count) =>
    savedAll({ name: 'Jaeger 2', metrics: `http://127.0.0.1:${metrics}/metrics`, counter, count })
  return {
    name: 'jaeger2',
    asked: { name: 'jaeger', url },
    collector: `http://127.0.0.1:${collector}`,
    hasAll,
    stop: running.stop,
  }
}

/** JSON is YAML, too. */
function configOf({ query, grpc, collector, metrics }) {
  const local = (port) => ({ endpoint: `127.0.0.1:${port}` })
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: { traces: { receivers: ['zipkin'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: {
        logs: { level: 'warn' },
        metrics: {
          level: 'detailed',
          readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: metrics } } } }],
        },
      },
    },
    extensions: {
      jaeger_query: { storage: { traces: 'memory' }, http: local(query), grpc: local(grpc) },
      jaeger_storage: { backends: { memory: { memory: { max_traces: 1_000_000 } } } },
    },
    receivers: { zipkin: local(collector) },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  }
}
