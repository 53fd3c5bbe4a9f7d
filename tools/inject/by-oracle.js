// The shapes of pods through the API server's own code (oracle/main.go): what a policy makes of them on each version of Kubernetes.
import { isDeepStrictEqual } from 'node:util'
import { execa } from 'execa'
import { parseAllDocuments } from 'yaml'
import { policyYaml } from '../../packages/inject/dist/index.js'
import { expectedPod } from '../../packages/inject/test/expected-pod.js'
import { shapes } from '../../packages/inject/test/shapes.js'
import { withImageVolume } from './with-image-volume.js'

/** The versions that a policy must be taken by. Expressions may use what the version before had. */
const versions = ['1.34', '1.35', '1.36', '1.37']
const before = (version) => version.replace(/\d+$/, (minor) => String(Number(minor) - 1))

/**
 * @param oracle its `program`, and the `schemas` of Kubernetes
 * @returns by version and form of the policy how many pods were `created`, and those that `differ`
 */
export async function compareByOracle(oracle) {
  const results = {}
  for (const version of versions) {
    results[version] = await compare(oracle, version, false)
    // Volumes that are images: on by default since 1.35.
    if (version !== '1.34') results[`${version}, image volume`] = await compare(oracle, version, true)
  }
  return results
}

async function compare({ program, schemas }, version, imageVolume) {
  const [, settings, policy] = parseAllDocuments(policyYaml({ imageVolume })).map((one) => one.toJS())
  const all = Object.entries(shapes).map(([title, { pod, expected }]) => {
    const right = expectedPod(pod, expected)
    return { title, pod, right: imageVolume ? withImageVolume(right) : right }
  })
  const given = { schemas, version: before(version), params: settings }
  const ask = (pods) => run(program, { ...given, policy, pods })
  const made = await ask(all.map(({ pod }) => pod))
  const again = await ask(made.map(({ pod }, n) => pod ?? all[n].pod))
  // As the oracle writes pods: it leaves out what is empty, and adds what has no omitempty.
  const nothing = { ...policy, spec: { ...policy.spec, matchConditions: [{ name: 'never', expression: 'false' }] } }
  const right = await run(program, { ...given, policy: nothing, pods: all.map((one) => one.right) })
  const differ = all.flatMap(({ title }, n) => {
    const [one, two, wanted] = [made[n], again[n], right[n]]
    if (isDeepStrictEqual(one, wanted) && isDeepStrictEqual(two, wanted)) return []
    return [{ title, made: one, again: isDeepStrictEqual(one, two) ? 'the same' : two, right: wanted }]
  })
  return { created: all.length, differ }
}

async function run(program, input) {
  const { stdout } = await execa(program, [], { input: JSON.stringify(input) })
  return JSON.parse(stdout)
}
