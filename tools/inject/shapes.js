// Pods of many shapes, created for real under each form of the policy, and compared field by field with what they must be.
import { isDeepStrictEqual } from 'node:util'
import { policyYaml } from '../../packages/inject/dist/index.js'
import { expectedPod } from '../../packages/inject/test/expected-pod.js'
import { shapes } from '../../packages/inject/test/shapes.js'
import { step } from '../shared/steps.js'
import { createPod, INJECT, makeNamespaces, probe, untilPod } from './cluster.js'
import { startWebhook } from './webhook.js'
import { withImageVolume } from './with-image-volume.js'

/** The forms of the policy. */
const forms = {
  v1: { api: 'v1' },
  v1beta1: { api: 'v1beta1' },
  'v1, image volume': { api: 'v1', imageVolume: true },
}

const isInjected = ({ spec }) => JSON.stringify(spec).includes('/traceferry/register.cjs')

/** The beta, on a server that behaves as a version that has nothing but the beta. */
export async function compareBeta(kubectl, version) {
  const served = await kubectl(['api-resources', '--api-group=admissionregistration.k8s.io', '--output=name'])
  const isOld = served.includes('mutatingadmissionpolicies') && !(await servesV1(kubectl))
  const name = `v1beta1 on ${version}`
  const form = await step(`${Object.keys(shapes).length} shapes of pods under the policy: ${name}`, (say) =>
    compare(kubectl, name, forms.v1beta1, say),
  )
  return { forms: { [name]: form }, checks: { [`as ${version} the server has the beta alone`]: isOld } }
}

async function servesV1(kubectl) {
  const { resources } = JSON.parse(await kubectl(['get', '--raw', '/apis/admissionregistration.k8s.io/v1']))
  return resources.some(({ name }) => name === 'mutatingadmissionpolicies')
}

/** @returns by form of the policy: how many pods were `created`, and those that `differ`, with why; `checks` that are no shapes */
export async function compareShapes(kubectl) {
  const results = {}
  for (const [name, options] of Object.entries(forms))
    results[name] = await step(`${Object.keys(shapes).length} shapes of pods under the policy: ${name}`, (say) =>
      compare(kubectl, name, options, say),
    )
  const checks = await step('What is chosen, and what is not', () => check(kubectl))
  const late = await step('A webhook that changes the pod after the policy', () => checkWebhook(kubectl))
  return { forms: results, checks: { ...checks, ...late } }
}

async function compare(kubectl, name, options, say) {
  const slug = name.replace(/\W+/g, '-')
  const [chosen, plain] = [`chosen-${slug}`, `plain-${slug}`]
  await makeNamespaces(kubectl, { [chosen]: { [INJECT]: 'enabled' }, [plain]: {} })
  await kubectl(['apply', '-f', '-'], policyYaml(options))
  await untilPod(kubectl, chosen, (pod) => isInjected(pod) && hasImageVolume(pod) === (options.imageVolume === true))
  const differ = []
  let created = 0
  for (const [title, { pod, expected }] of Object.entries(shapes)) {
    const wanted = options.imageVolume ? withImageVolume(expectedPod(pod, expected)) : expectedPod(pod, expected)
    const named = (one, namespace, suffix) => ({
      ...one,
      metadata: { ...one.metadata, name: `shape-${created}${suffix}`, namespace },
    })
    try {
      const [made, right, again] = await Promise.all([
        createPod(kubectl, named(pod, chosen, '')),
        createPod(kubectl, named(wanted, plain, '')),
        // What has it already stays as it is.
        createPod(kubectl, named(wanted, chosen, '-again')),
      ])
      if (!isDeepStrictEqual(content(made), content(right)))
        differ.push({ title, made: content(made), right: content(right) })
      if (!isDeepStrictEqual(content(again), content(right)))
        differ.push({ title: `${title}, again`, made: content(again), right: content(right) })
    } catch (error) {
      differ.push({ title, error: error.message })
    }
    created += 1
    say(`${created} of ${Object.keys(shapes).length} shapes of pods under the policy: ${name}`)
  }
  await kubectl(
    ['delete', '--ignore-not-found', '-f', '-'],
    policyYaml(options).split('\n---\n').slice(2).join('\n---\n'),
  )
  await untilPod(kubectl, chosen, (pod) => !isInjected(pod))
  return { created, differ }
}

/** What a pod says, but for its name and its birth. */
function content({ metadata: { labels = {}, annotations = {} }, spec }) {
  return { labels, annotations, spec }
}

function hasImageVolume({ spec }) {
  return spec.volumes?.some(({ image }) => image !== undefined) === true
}

/** What no shape shows: labels of pods, the restricted level, settings, and what happens without them. */
async function check(kubectl) {
  const restricted = { [INJECT]: 'enabled', 'pod-security.kubernetes.io/enforce': 'restricted' }
  await makeNamespaces(kubectl, {
    'check-chosen': { [INJECT]: 'enabled' },
    'check-plain': {},
    'check-restricted': restricted,
  })
  await kubectl(
    ['apply', '-f', '-'],
    policyYaml({ variables: { TRACEFERRY_FORMATS: 'w3c,request-id' }, image: 'registry.local/traceferry:1' }),
  )
  const probed = await untilPod(kubectl, 'check-chosen', isInjected)
  const [container] = probed.spec.containers
  const plain = await probe(kubectl, 'check-plain')
  const pod = (name, namespace, more = {}, { labels } = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: 'app', image: 'example.com/app:1' }], ...more },
  })
  const labeled = await createPod(kubectl, pod('labeled', 'check-plain', {}, { labels: { [INJECT]: 'enabled' } }))
  const twice = await createPod(kubectl, pod('twice', 'check-chosen', {}, { labels: { [INJECT]: 'enabled' } }))
  const strict = shapes['as restricted as can be'].pod
  const inRestricted = await createPod(kubectl, {
    ...strict,
    metadata: { name: 'strict', namespace: 'check-restricted' },
  })
  const refused = await createPod(kubectl, pod('loose', 'check-restricted')).then(
    () => false,
    ({ message }) => message.includes('PodSecurity'),
  )
  const results = {
    'the variables of the settings come along': container.env.some(
      ({ name, value }) => name === 'TRACEFERRY_FORMATS' && value === 'w3c,request-id',
    ),
    'the image of the settings is the one': probed.spec.initContainers[0].image === 'registry.local/traceferry:1',
    'a pod of a namespace that is not chosen stays': !isInjected(plain),
    'a pod is chosen by its own label': isInjected(labeled),
    'a pod that its namespace and its own label choose is injected once':
      JSON.stringify(twice.spec.containers).split('/traceferry/register.cjs').length === 2 &&
      twice.spec.initContainers.length === 1 &&
      twice.spec.volumes.filter(({ name }) => name === 'traceferry').length === 1,
    'a restricted pod is injected, and let in': isInjected(inRestricted),
    'a pod that is not restricted is refused as before': refused,
  }
  const settings = ['configmap', 'traceferry-inject', '--namespace', 'traceferry']
  const become = async (isAsWanted) =>
    (await untilPod(kubectl, 'check-chosen', isAsWanted)).spec.containers.length === 1
  const change = (patch) => kubectl(['patch', ...settings, '--type=merge', '--patch', JSON.stringify({ data: patch })])
  await change({ TRACEFERRY_FORMATS: 'b3' })
  results['a change of the settings is in the next pod'] = await become((one) => JSON.stringify(one).includes('"b3"'))
  await change({ image: null }) // the policy fails on it
  results['with settings that it cannot use the policy does nothing, and pods start'] = await become(
    (one) => !isInjected(one),
  )
  await change({ image: 'registry.local/traceferry:2' })
  results['with settings that it can use again it goes on'] = await become(isInjected)
  await kubectl(['delete', ...settings])
  results['without its settings the policy does nothing, and pods start'] = await become((one) => !isInjected(one))
  return results
}

/** Other injectors are webhooks, which come after the policy. It is called again, and sees what they have added. */
async function checkWebhook(kubectl) {
  const namespace = 'check-webhook'
  await makeNamespaces(kubectl, { [namespace]: { [INJECT]: 'enabled' } })
  await kubectl(['apply', '-f', '-'], policyYaml())
  const webhook = await startWebhook(kubectl, namespace)
  try {
    const isChanged = ({ spec }) => isInjected({ spec }) && spec.containers.some(({ name }) => name === 'late')
    const { metadata, spec } = await untilPod(kubectl, namespace, isChanged)
    const optionsOf = (wanted) =>
      [...spec.containers, ...spec.initContainers]
        .find(({ name }) => name === wanted)
        .env?.find(({ name }) => name === 'NODE_OPTIONS')?.value
    const flag = '--require /traceferry/register.cjs'
    return {
      'a container that a webhook adds afterwards is injected, too':
        optionsOf('late') === `--enable-source-maps ${flag}` &&
        metadata.annotations['traceferry.dev/injected'].split(',').sort().join() === 'app,late',
      "the pod's own container is injected once": optionsOf('app') === flag,
      'a proxy that a webhook adds is left alone': optionsOf('istio-proxy') === undefined,
      'the init containers of both are there, once each':
        spec.initContainers.map(({ name }) => name).join() === 'istio-proxy,traceferry-init',
    }
  } finally {
    webhook.stop()
  }
}
