// The part of TF203 for config files in ConfigMaps: https:// to a port that its Service declares as plain HTTP.
import { filesOf, lineField, linesOf } from '../model/files/config-file.ts'
import { serviceKey, urlsIn } from '../model/hosts.ts'
import { istioProtocol } from '../model/protocols.ts'
import { servicesNamed } from '../model/services.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding } from '../rule.ts'
import type { World } from '../world.ts'

/**
 * A text in a ConfigMap may be anything, so only a contradiction counts: the manifests have the Service, and its port is
 * declared as HTTP.
 */
export function* httpsInFiles({ resources, services }: World, fix: string): Iterable<RawFinding> {
  for (const map of resources) {
    if (map.kind !== 'ConfigMap') continue
    for (const file of filesOf(map)) {
      if (!/(https|grpcs|wss):\/\//i.test(file.text)) continue
      for (const { line, n } of linesOf(file)) {
        for (const { protocol, host, port } of urlsIn(line)) {
          if (!/^(https|grpcs|wss)$/.test(protocol)) continue
          const [service] = servicesNamed(serviceKey(host, map.namespace), services)
          const declared = service?.ports.find((one) => one.port === (port ?? 443))
          if (declared === undefined || !/^http2?$/.test(istioProtocol(declared))) continue
          yield {
            place: lineField(file, n, line).place,
            resource: map,
            message: `${nameOf(map)}: ${file.name} calls https://${host}${port === undefined ? '' : `:${port}`}, and ${nameOf(service!.resource)} declares that port as plain HTTP`,
            fix,
            mesh: ['istio', 'linkerd'],
          }
        }
      }
    }
  }
}
