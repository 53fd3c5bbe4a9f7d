// Warns about a server that listens on loopback only.
import type { AddressInfo, Server } from 'node:net'
import { listenToChannels } from '../listen-to-channels.ts'
import type { WarningWatch } from './warning-watch.ts'

/**
 * TF101: a server that listens on loopback only. Istio since 1.10 and Linkerd since 2.11 send a request to the pod's
 * address, where such a server does not listen, so it ends in 503.
 */
export const loopbackListener: WarningWatch = ({ settings, warn }) =>
  listenToChannels({
    'tracing:net.server.listen:asyncEnd'({ server }: { server: Server }) {
      const { address, port } = server.address() as AddressInfo
      if (!isLoopback(address) || settings.loopbackPorts.includes(port)) return
      warn(
        `${port}`,
        `a server listens on ${address}:${port} only, where the sidecar does not deliver: calls from other pods end in 503. Listen on 0.0.0.0 or ::, or name the port in loopbackPorts if it is for this pod alone`,
      )
    },
  })

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}
