// The policy for the API server itself, MutatingAdmissionPolicy: no webhook, no certificate, one file.
import { stringify } from 'yaml'
import { change } from '../change.ts'
import { conditions, mutations, type Settings, variables } from './expressions.ts'

/** The versions of the API that have it: v1 since Kubernetes 1.36, v1beta1 in 1.34 and 1.35. */
export const policyVersions = ['v1', 'v1beta1'] as const

export type PolicyVersion = (typeof policyVersions)[number]

/** How the policy is written. */
export interface PolicyOptions {
  /** The version of its API (v1). */
  readonly api?: PolicyVersion | undefined
  /** The image of the payload. */
  readonly image?: string | undefined
  /** Mounts the image itself instead of copying from it: Kubernetes 1.35 and a runtime that supports it. */
  readonly imageVolume?: boolean | undefined
  /** The namespace of the ConfigMap with the settings (traceferry). */
  readonly namespace?: string | undefined
  /** TRACEFERRY_... variables for the ConfigMap. */
  readonly variables?: Readonly<Record<string, string>> | undefined
}

const name = 'inject.traceferry.dev'
const SETTINGS = 'traceferry-inject'

/** The file that `kubectl apply -f` takes: a namespace, the settings, the policy, and two bindings, for namespaces and for pods. */
export function policyYaml(options: PolicyOptions = {}): string {
  const head = `# Every Node.js service of the chosen namespaces forwards its tracing headers: docs/inject.md.
# Choose a namespace: kubectl label namespace shop ${change.inject}=enabled
# or a workload: the label ${change.inject}: enabled in the template of its pods. Not this one: the annotation ${change.inject}: disabled.
`
  return `${head}${policyObjects(options)
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n')}`
}

/** The same as objects. */
export function policyObjects(options: PolicyOptions = {}): readonly Readonly<Record<string, unknown>>[] {
  const {
    api = 'v1',
    image = change.image,
    imageVolume = false,
    namespace = 'traceferry',
    variables: given = {},
  } = options
  const settings: Settings = {
    image: 'params.data.image',
    usable: "params.?data.?image.orValue('') != ''",
    variables: { map: 'params.data', condition: "k.startsWith('TRACEFERRY_')" },
    imageVolume,
  }
  const apiVersion = `admissionregistration.k8s.io/${api}`
  const chosen = { matchLabels: { [change.inject]: 'enabled' } }
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: SETTINGS, namespace },
      // TRACEFERRY_ variables here go to every injected container (docs/options.md).
      data: { image, ...given },
    },
    {
      apiVersion,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name },
      spec: {
        // A pod that cannot be changed starts as it is.
        failurePolicy: 'Ignore',
        // Again after webhooks that added containers, in any order.
        reinvocationPolicy: 'IfNeeded',
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        matchConditions: Object.entries(conditions).map(([title, expression]) => ({ name: title, expression })),
        variables: Object.entries(variables(settings)).map(([title, expression]) => ({ name: title, expression })),
        mutations: mutations(settings),
      },
    },
    binding(apiVersion, 'namespaces', namespace, { namespaceSelector: chosen }),
    binding(apiVersion, 'pods', namespace, { objectSelector: chosen }),
  ]
}

function binding(
  apiVersion: string,
  title: string,
  namespace: string,
  matchResources: object,
): Readonly<Record<string, unknown>> {
  return {
    apiVersion,
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: `${title}.${name}` },
    spec: {
      policyName: name,
      paramRef: { name: SETTINGS, namespace, parameterNotFoundAction: 'Allow' },
      matchResources,
    },
  }
}
