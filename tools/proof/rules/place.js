// Where one setting is tried out: what it starts ends with it.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { remove, temporaryFolder } from '../../shared/folders.js'
import { portOf } from '../../shared/listen.js'
import { freePorts } from '../../shared/ports.js'
import { startEnvoy } from '../start-envoy.js'

/** Runs `work` with a place of its own, and clears up after it. */
export async function inPlace(work) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-rule-'))
  const ends = []
  const later = (end) => void ends.unshift(end)
  try {
    return await work({ folder, later, ...starters(folder, later) })
  } finally {
    for (const end of ends) await end()
    remove(folder)
  }
}

function starters(folder, later) {
  return {
    /** Starts a server of any kind on a free port of 127.0.0.1, and returns the port. */
    async serve(server) {
      const sockets = new Set()
      server.on('connection', (socket) => {
        sockets.add(socket)
        socket.on('error', () => {}) // cut on purpose, or by the sidecar
        socket.once('close', () => sockets.delete(socket))
      })
      await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done))
      later(
        () =>
          new Promise((done) => {
            server.close(done)
            for (const socket of sockets) socket.destroy()
          }),
      )
      return portOf(server)
    },

    /**
     * Starts Envoy with what `resourcesOf(port)` gives: `{ listeners, clusters }`, and `log(format)` for an access log.
     * @returns `port`; `stat(name)` reads a number of its own, `lines()` its access log
     */
    async sidecar(envoy, resourcesOf, more) {
      const [port, admin] = await freePorts(2)
      const file = join(folder, `access-${port}.log`)
      const program = await startEnvoy(envoy, folder, `envoy-${port}`, admin, resourcesOf(port, accessLog(file)), more)
      later(() => program.stop())
      return {
        port,
        admin,
        program,
        url: `http://127.0.0.1:${port}`,
        async stat(name) {
          const text = await (await fetch(`http://127.0.0.1:${admin}/stats?filter=${name}`)).text()
          const found = text.split('\n').find((line) => line.startsWith(`${name}: `))
          return Number(found?.split(': ')[1] ?? 0)
        },
        /** Waits until there are this many lines, for at most 5 s. */
        async lines(count = 1) {
          for (let i = 0; ; i++) {
            const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)
            if (lines.length >= count || i === 100) return lines
            await sleep(50)
          }
        },
      }
    },

    /** Takes spans from Envoy's Zipkin tracer. Part of a connection manager, a cluster, and the runtime for both. */
    async spans() {
      const received = []
      const port = await this.serve(
        createServer(async (request, response) => {
          let text = ''
          for await (const chunk of request) text += chunk
          received.push(...JSON.parse(text))
          response.writeHead(202).end()
        }),
      )
      return {
        port,
        manager: { tracing: { random_sampling: { value: 100 }, provider: zipkin } },
        more: {
          layered_runtime: { layers: [{ name: 'proof', static_layer: { 'tracing.zipkin.min_flush_spans': 1 } }] },
        },
        /** The ids of the traces that they belong to. */
        traces: () => new Set(received.map(({ traceId }) => traceId)),
        /** How many have come: waits for `count` of them, or 2 s when there are none. */
        async count(count) {
          for (let i = 0; i < 40 && received.length < count; i++) await sleep(50)
          return received.length
        },
      }
    },
  }
}

function accessLog(path) {
  return (format) => ({
    access_log: [
      {
        name: 'envoy.access_loggers.file',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
          path,
          log_format: { text_format_source: { inline_string: `${format}\n` } },
        },
      },
    ],
  })
}

const zipkin = {
  name: 'envoy.tracers.zipkin',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.config.trace.v3.ZipkinConfig',
    collector_cluster: 'collector',
    collector_endpoint: '/api/v2/spans',
    collector_endpoint_version: 'HTTP_JSON',
  },
}
