// The shapes of pods through the OpenTelemetry Operator's own code, with the Instrumentation of docs/inject.md.
import { isDeepStrictEqual } from 'node:util'
import { proxies } from '../../packages/inject/dist/index.js'
import { shapes } from '../../packages/inject/test/shapes.js'
import { instrumentation } from './instrumentation.js'
import { askOperator } from './operator.js'
import { operatorPod, sdkVariables } from './operator-pod.js'

const INJECT = 'instrumentation.opentelemetry.io/inject-nodejs'
const NAMES = 'instrumentation.opentelemetry.io/nodejs-container-names'
// Some shapes have a PORT of their own.
const variables = [
  { name: 'TRACEFERRY_FORMATS', value: 'w3c' },
  { name: 'PORT', value: '1' },
]

/**
 * How pods are annotated, and what the Instrumentation has beside what docs/inject.md says.
 * @type {Record<string, { pod?: string, namespace?: string, named?: boolean, more?: object }>}
 */
const forms = {
  annotated: { pod: 'true' },
  'annotated, containers named': { pod: 'true', named: true },
  'annotated with its name': { pod: 'traceferry', named: true },
  'by namespace': { namespace: 'true', named: true },
  'variables in spec.env': { pod: 'true', named: true, more: { env: variables } },
  'variables in spec.nodejs.env': { pod: 'true', named: true, more: { nodeEnv: variables } },
  'not annotated': {},
}

/**
 * @param {string} program the operator's code
 * @param {import('./operator.js').Rules} rules of its version
 * @returns by form how many pods were `created`, those that `differ`, and the injected ones: each with its `containers`
 */
export async function compareByOperator(program, rules) {
  const results = {}
  for (const [name, form] of Object.entries(forms)) results[name] = await compare(program, rules, form)
  return results
}

/**
 * @param {string} program
 * @param {import('./operator.js').Rules} rules
 * @param {(typeof forms)[string]} form
 */
async function compare(program, rules, { namespace: all, pod: one, named = false, more = {} }) {
  const namespace = { metadata: { name: 'shop', ...(all ? { annotations: { [INJECT]: all } } : {}) } }
  const given = { namespace, instrumentation: instrumentation(more) }
  const { spec } = given.instrumentation
  const annotated = Object.entries(shapes).map(([title, { pod }], n) => annotate(title, pod, n, { one, named }))
  const made = await askOperator(program, { ...given, pods: annotated.map(({ pod }) => pod) })
  const again = await askOperator(program, { ...given, pods: made.map(({ after }) => after) })
  const differ = []
  const injected = []
  for (const [n, { title, out, names, refused }] of annotated.entries()) {
    const { before, after, error } = made[n]
    const isMeant = Boolean(all ?? one) && !out && !refused
    const right = isMeant ? operatorPod(before, { names, spec, rules }) : { pod: before, injected: [] }
    const isRight =
      isDeepStrictEqual(withoutSdkValues(after, right.injected), right.pod) &&
      isDeepStrictEqual(again[n].after, after) && // it leaves alone what is injected already
      Boolean(error) === (refused && !out && Boolean(all ?? one))
    if (!isRight) differ.push({ title, made: after, error, again: again[n].after, right: right.pod })
    if (right.injected.length > 0) injected.push({ title, before, after, containers: right.injected })
  }
  return { created: annotated.length, differ, injected }
}

/** A shape as a reader of docs/inject.md annotates it for the operator: `refused` if the operator cannot read the names. */
function annotate(title, pod, n, { one, named }) {
  const { annotations = {}, labels = {} } = pod.metadata
  const out = ['disabled', 'false'].includes(annotations['traceferry.dev/inject'] ?? labels['traceferry.dev/inject'])
  const all = pod.spec.containers.map(({ name }) => name)
  const apps = all.filter((name) => !proxies.includes(name))
  const wanted = annotations['traceferry.dev/containers'] ?? (all.length > 1 ? apps.join(',') : undefined)
  const added = {
    ...(out ? { [INJECT]: 'false' } : one ? { [INJECT]: one } : {}),
    ...(named && wanted ? { [NAMES]: wanted } : {}),
  }
  const metadata = { ...pod.metadata, name: `shape-${n}`, annotations: { ...annotations, ...added } }
  const names = named && wanted ? wanted.split(',') : []
  return { title, pod: { ...pod, metadata }, out, names, refused: names.some((name) => /[^\w-]/.test(name)) }
}

/** They name the pod, its node and its image. Each must have a value. */
function withoutSdkValues(pod, injected) {
  const made = structuredClone(pod)
  for (const { name, env = [] } of made.spec.containers)
    if (injected.includes(name))
      for (const entry of env)
        if (sdkVariables.includes(entry.name) && (entry.value || entry.valueFrom?.fieldRef)) {
          delete entry.value
          delete entry.valueFrom
        }
  return made
}
