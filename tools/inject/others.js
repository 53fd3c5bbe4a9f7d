// The code of others as programs, by the option that asks for it: what it makes of the shapes of pods.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version as kubernetes } from '../kubernetes/binaries.js'
import { remove, temporaryFolder } from '../shared/folders.js'
import { step } from '../shared/steps.js'
import { runAsOperator } from './as-operator.js'
import { compareByKyverno } from './by-kyverno.js'
import { compareByOperator } from './by-operator.js'
import { compareByOracle } from './by-oracle.js'
import { findKyverno, version as kyverno } from './kyverno.js'
import { findOperator, versions } from './operator.js'
import { checkInjected } from './operator-checks.js'
import { findOracle } from './oracle.js'

/** Each gives its version, and the shapes: `forms`, and `checks` beside them. */
export const others = { oracle: askOracle, kyverno: askKyverno, operator: askOperator }

/** The API server's own code: what it does with a policy, on each version. */
async function askOracle() {
  const oracle = await step('Looking for the oracle', findOracle)
  const forms = await step('Shapes of pods', () => compareByOracle(oracle))
  return { kubernetes, shapes: { forms, checks: {} } }
}

/** Kyverno's: what it makes of its policies. */
async function askKyverno() {
  const program = await step('Looking for Kyverno', findKyverno)
  const forms = await step('Shapes of pods', () => compareByKyverno(program))
  return { kyverno, shapes: { forms, checks: {} } }
}

/**
 * The OpenTelemetry Operator's, in each of the versions: what it makes of pods with our image, and a service as such a pod starts it.
 * @param {{ operator: readonly string[] }} options
 */
async function askOperator({ operator }) {
  const all = { forms: {}, checks: {} }
  for (const version of operator) {
    const find = (say) => findOperator(version, say)
    const program = await step(`Looking for the code of the OpenTelemetry Operator ${version}`, find)
    const { forms, checks } = await seeOperator(program, versions[version])
    for (const [name, { injected, ...form }] of Object.entries(forms))
      all.forms[`${version}, ${name}`] = { ...form, injected: injected.length }
    for (const [name, isSo] of Object.entries(checks)) all.checks[`${version}: ${name}`] = isSo
  }
  return { operator: operator.join(', '), shapes: all }
}

async function seeOperator(program, rules) {
  const forms = await step('Shapes of pods', () => compareByOperator(program, rules))
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-operator-'))
  const seen = await step("A service as the operator's pods start it", (say) =>
    runAsOperator(program, rules, folder, say),
  )
  const checks = { ...checkInjected(forms, seen.volume, rules), ...seen.checks }
  remove(folder)
  return { forms, checks }
}
