import type { ClientRequest } from 'node:http'
import { isIP } from 'node:net'
import { listen, type Watch } from './watch.ts'

interface BeforeConnect {
  readonly connectParams: { readonly hostname: string; readonly protocol: string }
}

/**
 * TF203: `https://` to a host inside the mesh. The sidecar sees bytes that it cannot read: no trace, no retries, no routes,
 * no rules for that call. It should be plain `http://`, which the sidecars encrypt between them.
 */
export const httpsInMesh: Watch = ({ options, say }) => {
  const domain = options.clusterDomain ?? 'cluster.local'
  const check = (protocol: string, host: string) => {
    const name = host.toLowerCase().replace(/\.$/, '')
    if (protocol !== 'https:' || !isInMesh(name, domain)) return
    say(
      name,
      `a call goes to https://${name}, inside the mesh: its sidecar cannot read it, so there is no trace, retry, route or rule for it. Call http://${name} and let the sidecars encrypt`,
    )
  }
  return listen({
    'undici:client:beforeConnect': ({ connectParams }: BeforeConnect) =>
      check(connectParams.protocol, connectParams.hostname),
    'http.client.request.start': ({ request }: { request: ClientRequest }) => check(request.protocol, request.host),
  })
}

function isInMesh(name: string, domain: string): boolean {
  if (name === 'localhost' || isIP(name) !== 0) return false
  return !name.includes('.') || name.endsWith('.svc') || name.endsWith(`.svc.${domain}`)
}
