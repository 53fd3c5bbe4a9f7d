// The pod that the OpenTelemetry Operator must make of another by its own rules, with our image: written by hand, all else as it was.

const NAME = 'opentelemetry-auto-instrumentation-nodejs'
const FOLDER = '/otel-auto-instrumentation-nodejs'

/** What the operator appends, after a space. */
export const FLAG = `--require ${FOLDER}/autoinstrumentation.js`
export const INIT = NAME

/** What the operator sets in a container for an SDK, in its order. The first two come before all others. */
export const sdkVariables = [
  'OTEL_NODE_IP',
  'OTEL_POD_IP',
  'OTEL_METRICS_EXPORTER',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES_POD_NAME',
  'OTEL_RESOURCE_ATTRIBUTES_NODE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
]

/** Those of them that a version sets. @param {import('./operator.js').Rules} rules */
export const sdkVariablesOf = ({ metrics = false }) =>
  sdkVariables.filter((name) => metrics || name !== 'OTEL_METRICS_EXPORTER')

/** @param {{ env?: any[] }} container */
const optionsOf = ({ env = [] }) => env.find(({ name }) => name === 'NODE_OPTIONS')

/**
 * @param pod as Go writes it
 * @param {{ names: readonly string[], spec: any, rules: import('./operator.js').Rules }} how the containers that the annotation names,
 *   the Instrumentation's spec, and what the operator's version does
 * @returns the `pod`, in which sdkVariables have no values, and the names of its `injected` containers
 */
export function operatorPod(pod, { names, spec, rules }) {
  const made = structuredClone(pod)
  const { containers, initContainers = [], volumes = [] } = made.spec
  if (initContainers.some(({ name }) => name === INIT)) return { pod: made, injected: [] } // done already, by whatever image
  const chosen = chosenOf(containers, names, rules)
  const injected = chosen.filter((container) => !optionsOf(container)?.valueFrom)
  for (const container of injected) inject(container, spec, rules)
  // Since 0.146 a pod gets them also where each of its containers is left alone.
  if ((rules.init === 'needed' ? injected : chosen).length > 0) {
    const like = { first: chosen.at(0), last: injected.at(-1), none: undefined }[rules.securityContext]
    const securityContext = like?.securityContext ? { securityContext: like.securityContext } : {}
    made.spec.initContainers = [...initContainers, { ...initOf(spec), ...securityContext }]
    made.spec.volumes = [...volumes, { name: NAME, emptyDir: { sizeLimit: '200Mi' } }]
  }
  return { pod: made, injected: injected.map(({ name }) => name) }
}

/** Without names it is the first container, whatever that is. */
function chosenOf(containers, names, { unknown }) {
  const [first] = containers
  if (names.length === 0) return [first]
  const named = names.map(
    (one) => containers.find(({ name }) => name === one) ?? (unknown === 'first' ? first : undefined),
  )
  return named.filter(Boolean)
}

function inject(container, { env = [], nodejs }, rules) {
  const before = container.env ?? []
  const has = (list, name) => list.some((one) => one.name === name)
  // The container's own value wins, then the one for Node.js.
  const more = (nodejs.env ?? []).filter(({ name }) => !has(before, name))
  const common = env.filter(({ name }) => !has([...before, ...more], name))
  const all = [...before, ...more, ...common]
  const options = optionsOf({ env: all })
  if (options)
    options.value = `${options.value ?? ''} ${FLAG}` // of two, the first
  else all.push({ name: 'NODE_OPTIONS', value: ` ${FLAG}` })
  const [nodeIp, podIp, ...rest] = sdkVariablesOf(rules).map((name) => ({ name }))
  container.env = [nodeIp, podIp, ...all, ...rest]
  container.volumeMounts = [...(container.volumeMounts ?? []), { name: NAME, mountPath: FOLDER }]
}

/** The resources are those of the Instrumentation. */
function initOf({ nodejs }) {
  return {
    name: INIT,
    image: nodejs.image,
    command: ['cp', '-r', '/autoinstrumentation/.', FOLDER],
    resources: nodejs.resourceRequirements,
    volumeMounts: [{ name: NAME, mountPath: FOLDER }],
  }
}
