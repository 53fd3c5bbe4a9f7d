// istiod, in the pod `node`.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { start } from '../../shared/processes.js'
import { bridgeAddress } from '../addresses.js'
import { isListening, ready } from '../programs.js'
import { discoveryPort } from './config.js'

// Envoy as it comes has none of the filters that Istio compiles into its own; with these off it accepts all that it gets.
const stockEnvoy = { PILOT_ENABLE_METADATA_EXCHANGE: 'false', PILOT_ENABLE_ALPN_FILTER: 'false' }

/**
 * @param {any} pod
 * @param {any} istio
 * @param {{ files: string, folder: string, server: string, user?: any, cluster?: any, inFiles?: any, env?: NodeJS.ProcessEnv }} options
 *   files: its folder, with the certificate authority in it if it is not to make its own
 *   server: URL of the Kubernetes API; `user` and `cluster` as in a kubeconfig
 *   inFiles: `meshConfig` and `objects` (file name to object), where Kubernetes does not hold them, nor calls webhooks
 */
export async function startIstiod(pod, istio, { files, folder, server, user, cluster, inFiles, env = {} }) {
  const own = inFiles
    ? ['--httpsAddr=', ...(await writeConfig(files, inFiles))]
    : [`--httpsAddr=${bridgeAddress}:15017`]
  await writeFile(join(files, 'kubeconfig'), JSON.stringify(kubeconfig(server, user, cluster)), { mode: 0o600 })
  const [command, args] = pod.command('env', [
    `--chdir=${files}`,
    istio.istiod,
    'discovery',
    '--registries=Kubernetes',
    `--kubeconfig=${join(files, 'kubeconfig')}`,
    ...own,
    '--httpAddr=127.0.0.1:18080',
    '--grpcAddr=',
    `--secureGRPCAddr=${bridgeAddress}:${discoveryPort}`,
    '--monitoringAddr=127.0.0.1:15014',
    '--ctrlz_port=0',
  ])
  const istiod = start('istiod', command, args, { log: join(folder, 'istiod.log'), env: { ...env, ...stockEnvoy } })
  await ready(istiod, () => isListening(istiod.pid, 'tcp', discoveryPort))
  return istiod
}

async function writeConfig(files, { meshConfig, objects }) {
  const config = join(files, 'config')
  await mkdir(config)
  for (const [name, object] of Object.entries(objects)) await writeFile(join(config, name), JSON.stringify(object))
  await writeFile(join(files, 'mesh'), JSON.stringify(meshConfig))
  return [`--configDir=${config}`, `--meshConfig=${join(files, 'mesh')}`]
}

/** JSON is YAML, too. @param user as in a kubeconfig, such as `{ token }` */
export function kubeconfig(server, user = {}, cluster = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'mesh', cluster: { server, ...cluster } }],
    contexts: [{ name: 'mesh', context: { cluster: 'mesh', user: 'mesh' } }],
    users: [{ name: 'mesh', user }],
    'current-context': 'mesh',
  }
}
