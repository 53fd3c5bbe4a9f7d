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
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES_POD_NAME',
  'OTEL_RESOURCE_ATTRIBUTES_NODE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
]

/** @param {{ env?: any[] }} container */
const optionsOf = ({ env = [] }) => env.find(({ name }) => name === 'NODE_OPTIONS')

/**
 * @param pod as Go writes it
 * @param {{ names: readonly string[], spec: any }} how the containers that the annotation names, and the Instrumentation's spec
 * @returns the `pod`, in which sdkVariables have no values, and the names of its `injected` containers
 */
export function operatorPod(pod, { names, spec }) {
  const made = structuredClone(pod)
  const { containers, initContainers = [], volumes = [] } = made.spec
  const [first] = containers
  /** @type {string[]} */
  const injected = []
  if (initContainers.some(({ name }) => name === INIT)) return { pod: made, injected } // done already, by whatever image
  // Without names the first container, whatever it is; the same for a name that no container has.
  const chosen = names.length === 0 ? [first] : names.map((one) => containers.find(({ name }) => name === one) ?? first)
  let init
  for (const container of chosen) {
    if (optionsOf(container)?.valueFrom) continue
    inject(container, spec)
    init ??= initOf(spec)
    if (container.securityContext) init.securityContext = container.securityContext
    else delete init.securityContext // that of the last one counts
    injected.push(container.name)
  }
  if (init) {
    made.spec.initContainers = [...initContainers, init]
    made.spec.volumes = [...volumes, { name: NAME, emptyDir: { sizeLimit: '200Mi' } }]
  }
  return { pod: made, injected }
}

function inject(container, { env = [], nodejs }) {
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
  const [nodeIp, podIp, ...rest] = sdkVariables.map((name) => ({ name }))
  container.env = [nodeIp, podIp, ...all, ...rest]
  container.volumeMounts = [...(container.volumeMounts ?? []), { name: NAME, mountPath: FOLDER }]
}

/** The resources are those of the Instrumentation. It has no securityContext of its own. */
function initOf({ nodejs }) {
  return {
    name: INIT,
    image: nodejs.image,
    command: ['cp', '-r', '/autoinstrumentation/.', FOLDER],
    resources: nodejs.resourceRequirements,
    volumeMounts: [{ name: NAME, mountPath: FOLDER }],
  }
}
