// TF207: settings on a headless Service that Linkerd does not read.
import { istioAppProtocol } from '../model/protocols.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

/** Callers of a headless Service resolve it to pods and call those, so Linkerd does not look up settings of the Service. */
export const headless: Rule = {
  id: 'TF207',
  severity: 'warning',
  title: 'Settings on a headless Service that have no effect',
  why: `Linkerd finds a Service's policy by its cluster IP. A headless Service has none, so Linkerd never reads its retries,
  timeouts and appProtocol, and detects the protocol from the bytes. HTTP, gRPC and TLS are recognized that way, so only other
  protocols need more.`,
  source: 'Linkerd, "Retries" and "Timeouts" (headless services), policy lookup by ClusterIP.',
  before: 'clusterIP: None',
  after: 'clusterIP: 10.96.12.7',
  *check({ services }) {
    for (const { resource, headless: isHeadless, annotations, ports } of services) {
      if (!isHeadless) continue
      for (const key of Object.keys(annotations)) {
        if (!/^(retry|timeout)\.linkerd\.io\//.test(key)) continue
        yield {
          place: resource.root.get('metadata', 'annotations', key).place,
          resource,
          message: `${nameOf(resource)} is headless: ${key} has no effect`,
          fix: 'put it on a Service with a cluster IP',
          mesh: ['linkerd'],
        }
      }
      for (const { appProtocol, port, field } of ports) {
        // Linkerd recognizes HTTP and TLS by their first bytes, so nothing is lost.
        if (appProtocol === undefined || isDetected(appProtocol)) continue
        yield {
          place: field.get('appProtocol').place,
          resource,
          message: `${nameOf(resource)} is headless: Linkerd does not read the appProtocol of port ${port}`,
          fix: `annotate the pods: config.linkerd.io/opaque-ports: "${port}"`,
          mesh: ['linkerd'],
        }
      }
    }
  },
}

function isDetected(appProtocol: string): boolean {
  return /^(http|http2|tls)$/.test(istioAppProtocol(appProtocol) ?? '')
}
