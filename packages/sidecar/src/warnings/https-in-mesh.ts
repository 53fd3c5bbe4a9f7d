// Warns about https:// calls inside the mesh.
import type { ClientRequest } from 'node:http'
import { isIP } from 'node:net'
import { policyFor } from '@traceferry/core/internal'
import { listenToChannels } from '../listen-to-channels.ts'
import type { WarningWatch } from './warning-watch.ts'

interface BeforeConnect {
  readonly connectParams: { readonly hostname: string; readonly protocol: string }
}

/**
 * TF203: `https://` to a host inside the mesh. The sidecar cannot read the call, so it gets no trace, retries, routes or
 * rules. Use plain `http://`, which the sidecars encrypt between them.
 */
export const httpsInMesh: WarningWatch = ({ warn }) => {
  const check = (protocol: string, host: string) => {
    const name = host.toLowerCase().replace(/\.$/, '')
    if (protocol !== 'https:' || !isInMesh(name)) return
    warn(
      name,
      `a call goes to https://${name}, inside the mesh: its sidecar cannot read it, so there is no trace, retry, route or rule for it. Call http://${name} and let the sidecars encrypt`,
    )
  }
  return listenToChannels({
    'undici:client:beforeConnect': ({ connectParams }: BeforeConnect) =>
      check(connectParams.protocol, connectParams.hostname),
    'http.client.request.start': ({ request }: { request: ClientRequest }) => check(request.protocol, request.host),
  })
}

/** Names of services only. Other hosts inside the mesh, such as private addresses, may have no sidecar. */
function isInMesh(name: string): boolean {
  if (name === 'localhost' || isIP(name) !== 0) return false
  return /^[^.]+$|\.svc(\.|$)/.test(name) && policyFor(undefined).verdictFor(`https://${name}`).inside
}
