// The OpenTelemetry Operator's own code as a program (operator/main.go), built from source by Go into the cache.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { findInternalProgram } from '../shared/go-internal-program.js'

/**
 * What differs between versions of the operator, as far as our image meets it. `unknown`: which container a name means that no container has. `init`: whether a pod
 * gets the init container when it is `needed`, or when a container is `chosen`. `securityContext`: which container's the init
 * container gets. `metrics`: whether OTEL_METRICS_EXPORTER is set, too.
 * @typedef {{ tags?: string, unknown: 'first' | 'none', init: 'needed' | 'chosen', securityContext: 'first' | 'last' | 'none',
 *   metrics?: boolean }} Rules
 * @type {Readonly<Record<string, Rules>>}
 */
export const versions = {
  '0.140.0': { tags: 'webhook_in_apis', unknown: 'first', init: 'needed', securityContext: 'last' },
  // https://github.com/open-telemetry/opentelemetry-operator/issues/4848: from 0.146 to 0.148.
  '0.148.0': { unknown: 'none', init: 'chosen', securityContext: 'none' },
  '0.158.0': { unknown: 'none', init: 'chosen', securityContext: 'first', metrics: true },
}

const source = fileURLToPath(new URL('operator', import.meta.url))

/** @returns the program's path. The first time it builds for some minutes */
export function findOperator(version, say) {
  const module = 'github.com/open-telemetry/opentelemetry-operator'
  const { tags } = versions[version]
  const built = { name: 'opentelemetry-operator', module, version: `v${version}`, source, tags }
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
