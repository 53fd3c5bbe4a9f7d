// The same policy for Kyverno (checked against the CRD of 1.19), for clusters whose API server has no policies: its MutatingPolicy
// uses the same CEL.
import { stringify } from 'yaml'
import { change } from '../change.ts'
import { conditions, mutations, type Settings, variables } from './expressions.ts'

/** How the policy is written. */
export interface KyvernoOptions {
  /** The image of the payload. */
  readonly image?: string | undefined
  /** Mounts the image itself instead of copying from it. */
  readonly imageVolume?: boolean | undefined
  /** TRACEFERRY_... variables for each container. */
  readonly variables?: Readonly<Record<string, string>> | undefined
}

/** The file that `kubectl apply -f` takes. The settings are in it: Kyverno has no parameters. */
export function kyvernoYaml(options: KyvernoOptions = {}): string {
  const objects = [
    policy(options, 'namespaces', { namespaceSelector: chosen }),
    policy(options, 'pods', { objectSelector: chosen }),
  ]
  return objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')
}

const chosen = { matchLabels: { [change.inject]: 'enabled' } }

function policy(
  { image = change.image, imageVolume = false, variables: given = {} }: KyvernoOptions,
  title: string,
  selector: object,
) {
  const settings: Settings = {
    image: JSON.stringify(image),
    variables: Object.keys(given).length === 0 ? undefined : { map: JSON.stringify(given), condition: 'true' },
    imageVolume,
  }
  const listed = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries).map(([name, expression]) => ({ name, expression }))
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'MutatingPolicy',
    metadata: { name: `traceferry-inject-${title}` },
    spec: {
      failurePolicy: 'Ignore',
      reinvocationPolicy: 'IfNeeded',
      // Kyverno would generate rules for Deployments and other workloads from the rules for pods, which those create anyway.
      autogen: { podControllers: { controllers: [] } },
      matchConstraints: {
        ...selector,
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      matchConditions: listed(conditions),
      variables: listed(variables(settings)),
      mutations: mutations(settings),
    },
  }
}
