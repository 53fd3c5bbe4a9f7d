// The shapes of pods through Kyverno's own command line: what its policies make of them, chosen by namespace, by label and by both.
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { execa } from 'execa'
import { parseAllDocuments, stringify } from 'yaml'
import { kyvernoYaml } from '../../packages/inject/dist/index.js'
import { expectedPod } from '../../packages/inject/test/expected-pod.js'
import { shapes } from '../../packages/inject/test/shapes.js'
import { remove, temporaryFolder } from '../shared/folders.js'
import { INJECT } from './cluster.js'
import { withImageVolume } from './with-image-volume.js'

const [chosen, plain] = ['chosen', 'plain']

/** Where the pods are, whether they have the label, and the form of the policy. */
const forms = {
  'by namespace': { namespace: chosen },
  'by namespace, image volume': { namespace: chosen, imageVolume: true },
  'by label': { namespace: plain, labeled: true },
  'by both': { namespace: chosen, labeled: true },
  'by neither': { namespace: plain },
}

const values = {
  apiVersion: 'cli.kyverno.io/v1alpha1',
  kind: 'Values',
  metadata: { name: 'values' },
  namespaceSelector: [
    { name: chosen, labels: { [INJECT]: 'enabled' } },
    { name: plain, labels: {} },
  ],
}

/**
 * @param {string} kyverno the program
 * @returns by form how many pods were `created`, and those that `differ`
 */
export async function compareByKyverno(kyverno) {
  const results = {}
  for (const [name, form] of Object.entries(forms)) results[name] = await compare(kyverno, form)
  return results
}

async function compare(kyverno, { namespace, labeled = false, imageVolume = false }) {
  const isChosen = namespace === chosen || labeled
  const all = Object.entries(shapes).map(([title, shape], n) => {
    const { pod, expected } = /** @type {any} */ (shape)
    const labels = labeled ? { [INJECT]: 'enabled', ...pod.metadata?.labels } : pod.metadata?.labels
    const metadata = { ...pod.metadata, name: `shape-${n}`, namespace, ...(labels ? { labels } : {}) }
    const given = { apiVersion: 'v1', kind: 'Pod', ...pod, metadata }
    const right = isChosen ? expectedPod(given, expected) : given
    return { title, pod: given, right: imageVolume ? withImageVolume(right) : right }
  })
  const policy = kyvernoYaml({ imageVolume })
  const pods = all.map(({ pod }) => pod)
  const made = await apply(kyverno, policy, pods)
  const again = await apply(kyverno, policy, made)
  const differ = all.flatMap(({ title, right }, n) => {
    const [one, two] = [made[n], again[n]]
    if (isDeepStrictEqual(one, right) && isDeepStrictEqual(two, right)) return []
    return [{ title, made: one, again: isDeepStrictEqual(one, two) ? 'the same' : two, right }]
  })
  return { created: all.length, differ }
}

/** @returns the pods as the policies leave them, in their order. Throws where Kyverno counts an error: a policy that fails changes nothing. */
async function apply(kyverno, policy, pods) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-kyverno-'))
  const file = (name) => join(folder, name)
  try {
    await writeFile(file('policy.yaml'), policy)
    await writeFile(file('values.yaml'), stringify(values))
    await writeFile(
      file('pods.yaml'),
      pods.map((pod) => stringify(pod, { aliasDuplicateObjects: false })).join('---\n'),
    )
    const given = ['--resource', file('pods.yaml'), '--values-file', file('values.yaml')]
    const { stdout } = await execa(kyverno, ['apply', file('policy.yaml'), ...given, '--output', file('made.yaml')])
    if (!/\bfail: 0, .*\berror: 0\b/.test(stdout)) throw new Error(`Kyverno could not apply the policy:\n${stdout}`)
    // A pod comes once for each policy, always as it is after the last one.
    const documents = parseAllDocuments(await readFile(file('made.yaml'), 'utf8')).map((one) => one.toJS())
    const byName = new Map(documents.filter(Boolean).map((pod) => [pod.metadata.name, pod]))
    return pods.map(({ metadata }) => byName.get(metadata.name))
  } finally {
    remove(folder)
  }
}
