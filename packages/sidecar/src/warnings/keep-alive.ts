// Warns about a keep-alive timeout that is too short.
import type { AddressInfo } from 'node:net'
import { listenToChannels } from '../listen-to-channels.ts'
import type { NodeServer } from '../stop/node-server.ts'
import type { WarningWatch } from './warning-watch.ts'

/** How long each sidecar keeps an idle connection to its app, in milliseconds. Istio keeps Envoy's default. */
const IDLE = { istio: 3_600_000, envoy: 3_600_000, custom: 3_600_000, linkerd: 3000, none: 0 }

/** How long to wait, in milliseconds: an app may set the timeout, or call gracefulServer, after it listens. */
const SETTLED = 1000

/**
 * TF401: a `keepAliveTimeout` below the sidecar's idle timeout. Node then closes connections that the sidecar is
 * still using, and a request that is sent at that moment ends in 503 (Envoy: UC) or 502 (Linkerd).
 */
export const keepAlive: WarningWatch = ({ mesh, settings, warn }) =>
  listenToChannels({
    async 'tracing:net.server.listen:asyncEnd'({ server }: { server: NodeServer }) {
      await new Promise((resolve) => setTimeout(resolve, SETTLED).unref())
      const name = await mesh()
      const { keepAliveTimeout } = server
      const idle = settings.sidecarIdleMs ?? IDLE[name]
      if (keepAliveTimeout === undefined || keepAliveTimeout === 0 || keepAliveTimeout > idle) return
      const port = (server.address() as AddressInfo | null)?.port
      if (port === undefined) return
      warn(
        `${port}`,
        `the server on port ${port} closes idle connections after ${keepAliveTimeout} ms, its sidecar (${name}) after ${idle} ms: a request that meets the closing ends in 503. Use gracefulServer(server), or set server.keepAliveTimeout = ${idle + 5000}`,
      )
    },
  })
