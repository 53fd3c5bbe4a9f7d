// Pods of many shapes, created for real under each form of the policy, and compared field by field with what they must be.
import { isDeepStrictEqual } from 'node:util'
import { policyYaml } from '../../packages/inject/dist/index.js'
import { expectedPod } from '../../packages/inject/test/expected-pod.js'
import { shapes } from '../../packages/inject/test/shapes.js'
import { step } from '../shared/steps.js'
import { createPod, INJECT, isInjected, makeNamespaces, untilPod } from './cluster.js'
import { withImageVolume } from './with-image-volume.js'

/** The forms of the policy. */
const forms = {
  v1: { api: 'v1' },
  v1beta1: { api: 'v1beta1' },
  'v1, image volume': { api: 'v1', imageVolume: true },
}

/** The beta, on a server that behaves as an older version. @returns as compareShapes() */
export async function compareBeta(kubectl, version) {
  const name = `v1beta1, as ${version}`
  return { [name]: await compare(kubectl, name, forms.v1beta1) }
}

/** @returns by form of the policy: how many pods were `created`, and those that `differ`, with why */
export async function compareShapes(kubectl) {
  const results = {}
  for (const [name, options] of Object.entries(forms)) results[name] = await compare(kubectl, name, options)
  return results
}

function compare(kubectl, name, options) {
  const text = `${Object.keys(shapes).length} shapes of pods under the policy: ${name}`
  return step(text, (say) => compareAll(kubectl, name, options, (created) => say(`${created} of ${text}`)))
}

async function compareAll(kubectl, name, options, onCreated) {
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
    onCreated(created)
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
