// TF602: a pod is chosen for `traceferry inject`, and the payload can do nothing in it, or takes something away.
import type { Container, Workload } from '../model/workloads.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'

const LABEL = 'traceferry.dev/inject'
const FLAG = '/traceferry/register.cjs'
const VARIABLE = 'NODE_OPTIONS'

export const injected: Rule = {
  id: 'TF602',
  severity: 'warning',
  title: 'A pod is chosen for injection, which does nothing in it or takes something away',
  why: `traceferry inject appends to NODE_OPTIONS of the manifest. It cannot append to one that the image sets, or that comes from envFrom:
  the pod's variable replaces it, with the memory limit or the loader that is in it. It leaves a container alone that takes NODE_OPTIONS
  from valueFrom, or sets it twice. In a Node before 20.19, in Bun and in Deno the payload does nothing, and the traces stay broken.`,
  source: 'Kubernetes, "Define Environment Variables for a Container"; docs/inject.md; Node.js, NODE_OPTIONS.',
  before: 'image: node:16-alpine',
  after: 'image: node:24-alpine',
  *check({ workloads, resources }) {
    const spaces = resources.filter(
      ({ kind, root }) => kind === 'Namespace' && root.get('metadata', 'labels', LABEL).text() === 'enabled',
    )
    const chosen = new Set(spaces.map(({ name }) => name))
    for (const workload of workloads) {
      const own = workload.annotations[LABEL] ?? workload.labels[LABEL]
      const isChosen = own === 'enabled' || (own !== 'disabled' && own !== 'false' && chosen.has(workload.namespace))
      const meant = workload.annotations['traceferry.dev/containers']?.split(',').map((name) => name.trim())
      for (const container of workload.containers)
        if ((isChosen && (meant?.includes(container.name) ?? true)) || hasFlag(container))
          yield* findingsOf(workload, container)
    }
  },
}

function* findingsOf({ resource }: Workload, container: Container): Iterable<RawFinding> {
  const { field, image } = container
  const name = `container ${container.name} of ${nameOf(resource)}`
  const runtime = otherRuntime(container)
  if (runtime !== undefined) {
    const message = `${name} runs on ${runtime}, which does not read NODE_OPTIONS: injection does nothing in it`
    yield { place: field.get('image').place, resource, message, fix: 'leave it out: traceferry.dev/inject: disabled' }
    return
  }
  const old = oldNode(image)
  if (old !== undefined) {
    const message = `${name} has Node ${old}, where the payload does nothing: it needs 20.19, 22.12 or later`
    yield { place: field.get('image').place, resource, message, fix: 'raise the version of Node in the image' }
    return
  }
  yield* variableFindings(resource, container, name)
}

function* variableFindings(resource: Resource, { field, env }: Container, name: string): Iterable<RawFinding> {
  const [entry, second] = field
    .get('env')
    .items()
    .filter((one) => one.get('name').text() === VARIABLE)
  if (second !== undefined) {
    const message = `${name} sets ${VARIABLE} more than once: injection leaves it alone`
    yield { place: second.place, resource, message, fix: 'keep the last one, which is the one that counts' }
    return
  }
  if (entry?.get('valueFrom').exists) {
    const message = `${name} takes ${VARIABLE} from valueFrom: injection leaves it alone`
    yield { place: entry.get('valueFrom').place, resource, message, fix: 'write the value into the manifest' }
    return
  }
  if (entry !== undefined) return
  const fromMap = env.find((one) => one.name === VARIABLE)
  if (fromMap !== undefined) {
    const message = `${name} has ${VARIABLE} from envFrom, which injection replaces`
    yield { place: field.get('envFrom').place, resource, message, fix: 'write the value into the manifest' }
    return
  }
  yield {
    place: field.get('image').place,
    resource,
    severity: 'info',
    message: `${name}: if its image sets ${VARIABLE}, injection replaces it`,
    fix: `look at the image (printenv ${VARIABLE}), and repeat its value in the manifest`,
  }
}

function hasFlag({ env }: Container): boolean {
  return env.some(({ name, value }) => name === VARIABLE && value.includes(FLAG))
}

function otherRuntime({ image, words }: Container): string | undefined {
  const command = words[0]?.text.split('/').at(-1)
  if (/(^|\/)oven\/bun(:|@|$)/.test(image) || command === 'bun' || command === 'bunx') return 'Bun'
  return /(^|\/)denoland\/deno(:|@|$)/.test(image) || command === 'deno' ? 'Deno' : undefined
}

/** The version in the tag of Node's own image, if it is too old. `node:20` is the newest 20. */
function oldNode(image: string): string | undefined {
  const [, version = ''] = /^(?:docker\.io\/)?(?:library\/)?node:v?(\d+(?:\.\d+)*)(?=$|[-@])/.exec(image) ?? []
  const [major, minor] = version.split('.').map(Number)
  if (major === undefined || version === '') return undefined
  const isOld =
    major < 20 ||
    major === 21 ||
    (minor !== undefined && ((major === 20 && minor < 19) || (major === 22 && minor < 12)))
  return isOld ? version : undefined
}
