// Reads the retries that Istio's mesh config sets for every route: in the ConfigMap `istio`, or in an IstioOperator.
import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { type ConfigFile, filesOf } from '../files/config-file.ts'
import { settingsInFile } from '../files/settings-in-file.ts'
import { type Route, splitList } from './route.ts'

/** One route for all hosts, where a mesh config has defaultHttpRetryPolicy. It holds where a route has no retries of its own. */
export function meshRetryRoutes(resources: readonly Resource[]): Route[] {
  return resources.flatMap((resource) => {
    const { kind, name, root } = resource
    if (kind === 'IstioOperator') return fromFields(resource, root.get('spec', 'meshConfig', 'defaultHttpRetryPolicy'))
    // Revisions have ConfigMaps of their own: istio-canary.
    if (kind !== 'ConfigMap' || !/^istio(-|$)/.test(name)) return []
    return filesOf(resource)
      .filter((file) => file.name === 'mesh')
      .flatMap((file) => fromText(resource, file))
  })
}

function fromFields(resource: Resource, policy: Field): Route[] {
  return routeOf(resource, policy, policy.get('attempts'), policy.get('retryOn'))
}

function fromText(resource: Resource, file: ConfigFile): Route[] {
  const settings = settingsInFile({ ...file, name: 'mesh.yaml' })
  const of = (key: string) => settings.find((one) => one.key === `defaultHttpRetryPolicy.${key}`)?.field
  return routeOf(resource, file.field, of('attempts'), of('retryOn'))
}

function routeOf(resource: Resource, field: Field, attempts: Field | undefined, retryOn: Field | undefined): Route[] {
  if (!retryOn?.exists) return []
  const count = attempts?.number()
  return [
    {
      resource,
      field,
      mesh: 'istio',
      hosts: [],
      timeout: undefined,
      perTry: undefined,
      retries: count === undefined ? undefined : { count, field: attempts! },
      retryOn: { conditions: splitList(retryOn.text()), field: retryOn },
      methods: undefined,
      paths: [],
    },
  ]
}
