// TF702: rules about sidecars do not apply to pods in ambient mode.
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

const label = 'istio.io/dataplane-mode'

export const ambient: Rule = {
  id: 'TF702',
  severity: 'info',
  title: 'Ambient mode: advice about sidecars does not apply here',
  why: `In ambient mode a proxy on the node carries the traffic, and L7 features need a waypoint. There is no sidecar to wait for, to
  drain or to end, so the rules about that skip these pods. The rules about listening still apply. Those about routes, retries,
  timeouts and protocols apply where the Service or its namespace has a waypoint (istio.io/use-waypoint): without one nothing reads HTTP.`,
  source: 'Istio, "Ambient mode overview", "Configure waypoint proxies", label istio.io/dataplane-mode.',
  before: 'istio.io/dataplane-mode: ambient',
  after: 'istio-injection: enabled',
  *check({ resources }) {
    for (const resource of resources) {
      const paths = [
        ['metadata', 'labels', label],
        ['spec', 'template', 'metadata', 'labels', label],
      ]
      for (const field of paths.map((path) => resource.root.get(...path))) {
        if (field.text() !== 'ambient') continue
        const message = `${nameOf(resource)} is in ambient mode: rules about sidecars are silent here`
        yield { place: field.place, resource, message, fix: 'none needed', mesh: ['istio'] }
      }
    }
  },
}
