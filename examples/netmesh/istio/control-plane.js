// istiod in the pod `node`, and an agent with its Envoy in each service's pod, as injection would have put it there.
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { start } from '../../mesh/processes.js'
import { clusterDomain, namespace, places } from '../addresses.js'
import { inboundPort, outboundPort, sidecarUser } from '../iptables.js'
import { isListening, ready, startHelper } from '../programs.js'
import { discoveryAddress, discoveryPort, meshConfig, objects } from './config.js'

const apiPort = 16443

// Envoy as it comes has none of the filters that Istio compiles into its own; with these off it accepts all that it gets.
const stockEnvoy = { PILOT_ENABLE_METADATA_EXCHANGE: 'false', PILOT_ENABLE_ALPN_FILTER: 'false' }

/** What own-sidecars.js does, done by Istio. @param istio the paths of binaries.js */
export function istioSidecars(istio) {
  return {
    programs: { '/mnt/pilot-agent': istio.agent, '/mnt/bootstrap.json': istio.template },
    intercept,
    control: (pod, folder) => startIstiod(pod, istio, folder),
    start: (pod, { folder }) => startAgent(pod, folder),
  }
}

/** @returns the programs that were started */
async function startIstiod(pod, istio, folder) {
  const files = join(folder, 'istiod')
  const config = join(files, 'config')
  await mkdir(config, { recursive: true })
  for (const [name, object] of Object.entries(objects)) await writeFile(join(config, name), JSON.stringify(object))
  await writeFile(join(files, 'mesh'), JSON.stringify(meshConfig))
  await writeFile(join(files, 'kubeconfig'), JSON.stringify(kubeconfig))
  const api = await startHelper(pod, 'istio/api-server', [String(apiPort)], { folder, port: apiPort })
  const [command, args] = pod.command('env', [
    `--chdir=${files}`,
    istio.istiod,
    'discovery',
    '--registries=Kubernetes',
    `--kubeconfig=${join(files, 'kubeconfig')}`,
    `--configDir=${config}`,
    `--meshConfig=${join(files, 'mesh')}`,
    '--httpAddr=127.0.0.1:18080',
    '--httpsAddr=',
    '--secureGRPCAddr=',
    `--grpcAddr=${discoveryAddress}`,
    '--monitoringAddr=127.0.0.1:15014',
    '--ctrlz_port=0',
  ])
  const istiod = start('istiod', command, args, { log: join(folder, 'istiod.log'), env: stockEnvoy })
  await ready(istiod, () => isListening(istiod.pid, 'tcp', discoveryPort))
  return [api, istiod]
}

/** Istio's own rules, written by Istio. */
function intercept(pod) {
  const ports = ['-p', String(outboundPort), '-z', String(inboundPort)]
  const users = ['-u', String(sidecarUser), '-g', String(sidecarUser)]
  const all = ['-m', 'REDIRECT', '-i', '*', '-x', '', '-b', '*', '-d', '15090,15021,15020']
  return pod.run('/mnt/pilot-agent', ['istio-iptables', ...ports, ...users, ...all])
}

/** Ready when its Envoy has got its listeners from istiod. */
async function startAgent(pod, folder) {
  const files = join(folder, `${pod.name}-agent`)
  await mkdir(files)
  await chown(files, sidecarUser, sidecarUser)
  const program = ['proxy', 'sidecar', '--domain', `${namespace}.svc.${clusterDomain}`, '--serviceCluster', pod.name]
  // In a process namespace of its own: an agent that is killed leaves its Envoy running, and only the end of the
  // namespace's first process is the end of all in it.
  const user = ['--reuid', String(sidecarUser), '--regid', String(sidecarUser), '--clear-groups']
  const [command, args] = pod.command('unshare', [
    ...['--pid', '--fork', '--kill-child=KILL', '--', 'setpriv', '--pdeathsig', 'KILL', ...user, '--'],
    ...['env', `--chdir=${files}`, '/mnt/pilot-agent', ...program],
  ])
  const env = agentEnvironment(pod.name, files)
  const agent = start(`${pod.name}'s pilot-agent`, command, args, { log: join(folder, `${pod.name}-agent.log`), env })
  await ready(agent, () => isListening(agent.pid, 'tcp', inboundPort))
  return agent
}

function agentEnvironment(name, files) {
  return {
    POD_NAME: name,
    POD_NAMESPACE: namespace,
    INSTANCE_IP: places[name].pod,
    SERVICE_ACCOUNT: name,
    TRUST_DOMAIN: clusterDomain,
    ISTIO_META_CLUSTER_ID: 'Kubernetes',
    ISTIO_METAJSON_LABELS: JSON.stringify({ app: name }),
    ISTIO_META_IDLE_TIMEOUT: '4s', // shorter than a Node server's 5 s, as in envoy/sidecar.js
    PILOT_CERT_PROVIDER: 'none',
    CA_ADDR: discoveryAddress,
    PEER_METADATA_DISCOVERY: 'false',
    PROXY_CONFIG: JSON.stringify({
      discoveryAddress,
      controlPlaneAuthPolicy: 'NONE',
      binaryPath: '/mnt/envoy',
      configPath: files,
      proxyBootstrapTemplatePath: '/mnt/bootstrap.json',
    }),
  }
}

const kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'none', cluster: { server: `http://127.0.0.1:${apiPort}` } }],
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  users: [{ name: 'none', user: {} }],
  'current-context': 'none',
}
