// Watches the servers of this process, for the report.
import type { AddressInfo, Server } from 'node:net'
import { listenToChannels } from '../listen-to-channels.ts'
import type { NodeServer } from '../stop/node-server.ts'
import type { ReportedServer, ReportPart } from './process-report.ts'

const MAX_SERVERS = 100

/** Watches what this process listens on. It reads the timeouts when the report is read, since an app may set them late. */
export function watchServers(): ReportPart<ReportedServer> {
  const servers = new Set<Server>()
  const end = listenToChannels({
    'tracing:net.server.listen:asyncEnd'({ server }: { server: Server }) {
      for (const one of servers) if (!one.listening) servers.delete(one)
      if (servers.size < MAX_SERVERS) servers.add(server)
    },
  })
  return { read: () => [...servers].flatMap(described), end }
}

function described(server: Server): ReportedServer[] {
  const at = server.address() as AddressInfo | string | null
  if (at === null || typeof at === 'string') return [] // closed, or a pipe
  const { keepAliveTimeout, keepAliveTimeoutBuffer } = server as NodeServer & { keepAliveTimeoutBuffer?: number }
  return [
    {
      address: at.address,
      port: at.port,
      ...(typeof keepAliveTimeout === 'number' ? { keepAliveTimeout } : {}),
      ...(typeof keepAliveTimeoutBuffer === 'number' ? { keepAliveTimeoutBuffer } : {}),
    },
  ]
}
