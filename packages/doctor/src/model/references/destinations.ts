// Where routes send calls: the host, the port and the subset that each of them names.
import { memoize } from '../../memoize.ts'
import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { type HostName, nameOfHost } from './tree.ts'

export interface Destination {
  readonly resource: Resource
  readonly host: HostName
  /** The host as it is written. */
  readonly text: string
  readonly field: Field
  /** A number; Istio's routes leave it out where the Service has one port. */
  readonly port: Field
  readonly subset: Field | undefined
}

/** The destinations of VirtualServices, and the Services that routes of the Gateway API name. */
export const destinationsOf: (resources: readonly Resource[]) => readonly Destination[] = memoize(
  (resources: readonly Resource[]) =>
    resources.flatMap((resource) => {
      if (resource.kind === 'VirtualService') return istio(resource)
      return /^(HTTP|GRPC|TCP|TLS|UDP)Route$/.test(resource.kind) ? gateway(resource) : []
    }),
)

function istio(resource: Resource): Destination[] {
  const spec = resource.root.get('spec')
  const routes = ['http', 'tcp', 'tls'].flatMap((protocol) => spec.get(protocol).items())
  return routes
    .flatMap((route) => [
      ...route.get('route').items(),
      ...route.get('mirrors').items(),
      ...(route.get('mirror').exists ? [route] : []),
    ])
    .map((to) => (to.get('mirror').exists ? to.get('mirror') : to.get('destination')))
    .filter((to) => to.get('host').exists)
    .map((to) => {
      const text = to.get('host').text() ?? ''
      const host = nameOfHost(text, resource.namespace)
      return { resource, host, text, field: to.get('host'), port: to.get('port', 'number'), subset: to.get('subset') }
    })
}

function gateway(resource: Resource): Destination[] {
  const spec = resource.root.get('spec')
  const isService = (ref: Field) => (ref.get('kind').text() ?? 'Service') === 'Service'
  const refs = [
    ...spec
      .get('rules')
      .items()
      .flatMap((rule) => rule.get('backendRefs').items())
      .filter(isService),
    ...spec
      .get('parentRefs')
      .items()
      .filter((ref) => ref.get('kind').text() === 'Service'),
  ]
  return refs
    .filter((ref) => /^(core)?$/.test(ref.get('group').text() ?? ''))
    .map((ref) => {
      const text = ref.get('name').text() ?? ''
      const namespace = ref.get('namespace').text() ?? resource.namespace
      const host: HostName = { name: text, namespace, form: 'full' }
      return { resource, host, text, field: ref.get('name'), port: ref.get('port'), subset: undefined }
    })
}
