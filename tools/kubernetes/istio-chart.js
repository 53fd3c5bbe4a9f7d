// What `istioctl install -f overlays/istio/install.yaml` would apply: Istio's own chart, rendered by helm with the mesh config
// that the file says.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse, stringify } from 'yaml'
import { helmProgram } from '../charts/fetch.js'
import { version } from '../mesh/istio/binaries.js'
import { read } from './overlays.js'

const file = new URL('../../examples/kubernetes/overlays/istio/install.yaml', import.meta.url)

/**
 * @param defaultConfig of every proxy, besides the file's
 * @returns the chart's `objects`, but for what would run istiod, and istiod's variables (`env`)
 */
export async function renderIstio(defaultConfig, say) {
  const { spec } = parse(await readFile(file, 'utf8'))
  const meshConfig = { ...spec.meshConfig, defaultConfig: { ...spec.meshConfig.defaultConfig, ...defaultConfig } }
  // Metrics are made by a filter that Envoy as it comes does not have.
  const values = { meshConfig, telemetry: { enabled: false } }
  const { stdout } = await execa('go', ['mod', 'download', '-json', `istio.io/istio@${version}`])
  const chart = join(JSON.parse(stdout).Dir, 'manifests', 'charts', 'istio-control', 'istio-discovery')
  const args = ['template', 'istiod', chart, '--namespace', 'istio-system', '--values', '-']
  const rendered = await execa(helmProgram(say), args, { input: stringify(values) })
  const all = read(rendered.stdout).filter(Boolean)
  const deployment = all.find(({ kind }) => kind === 'Deployment')
  const objects = all.filter(({ kind }) => !['Deployment', 'HorizontalPodAutoscaler'].includes(kind))
  return { objects, env: variables(deployment.spec.template.spec.containers[0].env) }
}

/** Those with a value of their own. Its kubeconfig is another one here. */
function variables(env) {
  const own = env.filter(({ name, value }) => value !== undefined && name !== 'KUBECONFIG')
  return Object.fromEntries(own.map(({ name, value }) => [name, value]))
}
