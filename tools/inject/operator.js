// The OpenTelemetry Operator's own code as a program (operator/main.go), built from source by Go into the cache.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { findInternalProgram } from '../shared/go-internal-program.js'

export const version = '0.140.0'

const source = fileURLToPath(new URL('operator/main.go', import.meta.url))

/** @returns the program's path. The first time it builds for some minutes */
export function findOperator(say) {
  const module = 'github.com/open-telemetry/opentelemetry-operator'
  const built = { name: 'opentelemetry-operator', module, version: `v${version}`, source }
  return findInternalProgram({ ...built, takes: 'some minutes' }, say)
}

/**
 * Pods through the operator's webhook, in a namespace that has the Instrumentation.
 * @param {string} program
 * @param {{ namespace: object, instrumentation: object, pods: readonly object[] }} given
 * @returns {Promise<{ before: any, after: any, error?: string }[]>} each pod as Go writes it, and as the webhook leaves it;
 *   `error` is what the operator says of a pod that it leaves
 */
export async function askOperator(program, given) {
  const { stdout } = await execa(program, [], { input: JSON.stringify(given) })
  return JSON.parse(stdout)
}
