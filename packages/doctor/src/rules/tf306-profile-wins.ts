// TF306: a ServiceProfile overrides retries and timeouts set elsewhere.
import { annotationRoutes } from '../model/routes/linkerd.ts'
import { profilesIn } from '../model/routes.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const profileWins: Rule = {
  id: 'TF306',
  severity: 'warning',
  title: "A ServiceProfile overrides the Service's own retries and timeouts",
  why: `Where a ServiceProfile exists, Linkerd takes all settings of the Service from it, and ignores without a word what routes of the Gateway
  API and annotations say about retries and timeouts. Calls then have no retry and no timeout, although the manifest shows them. Delete the
  profile, or move the settings into it.`,
  source: 'Linkerd, "Service Profiles", "Retries": profiles take precedence over annotations and routes.',
  before: 'kind: ServiceProfile',
  after: 'retry.linkerd.io/http: gateway-error',
  *check({ resources, routes }) {
    const profiles = profilesIn(resources)
    // What a Service with a profile says is no route any more.
    const services =
      profiles.size === 0 ? [] : resources.filter(({ kind, group }) => kind === 'Service' && group === '')
    for (const { resource, retries, timeout, hosts, mesh } of [...routes, ...services.flatMap(annotationRoutes)]) {
      const profile = profiles.get(hosts.find((host) => profiles.has(host)) ?? '')
      const field = retries?.field ?? timeout?.field
      if (profile === undefined || resource.kind === 'ServiceProfile' || mesh === 'istio' || field === undefined)
        continue
      yield {
        place: field.place,
        resource,
        message: `${nameOf(resource)}: retries and timeouts are ignored, since ${nameOf(profile)} exists`,
        fix: 'delete the ServiceProfile, or move the settings into it',
        mesh: ['linkerd'],
      }
    }
  },
}
