// What no shape of a pod shows: which pods are chosen, what settings do, and what other injectors add.
import { policyYaml } from '../../packages/inject/dist/index.js'
import { shapes } from '../../packages/inject/test/shapes.js'
import { createPod, INJECT, isInjected, makeNamespaces, probe, untilPod } from './cluster.js'
import { startWebhook } from './webhook.js'

/** Labels of pods, the restricted level, settings, and what happens without them. @returns by what is asked whether it is so */
export async function checkChoice(kubectl) {
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
  const pod = (name, namespace, more = {}, labels = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: 'app', image: 'example.com/app:1' }], ...more },
  })
  const labeled = await createPod(kubectl, pod('labeled', 'check-plain', {}, { [INJECT]: 'enabled' }))
  const twice = await createPod(kubectl, pod('twice', 'check-chosen', {}, { [INJECT]: 'enabled' }))
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

/** Other injectors are webhooks, which come after the policy. It is called again, and sees what they have added. @returns as checkChoice() */
export async function checkWebhook(kubectl) {
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
