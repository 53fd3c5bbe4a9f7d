// A pilot-agent with its Envoy in a pod, as injection would have put it there.
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { start } from '../../shared/processes.js'
import { clusterDomain } from '../addresses.js'
import { tracers } from '../envoy/tracing.js'
import { inboundPort, outboundPort, sidecarUser } from '../iptables.js'
import { isListening, ready } from '../programs.js'
import { giveCredentials } from './certificates.js'
import { discoveryHost, discoveryPort } from './config.js'

/** Istio's own rules, written by Istio. */
export function intercept(pod) {
  const ports = ['-p', String(outboundPort), '-z', String(inboundPort)]
  const users = ['-u', String(sidecarUser), '-g', String(sidecarUser)]
  const all = ['-m', 'REDIRECT', '-i', '*', '-x', '', '-b', '*', '-d', '15090,15021,15020']
  return pod.run('/mnt/pilot-agent', ['istio-iptables', ...ports, ...users, ...all])
}

/**
 * For istio/config.js: everything that injection would tell the agent.
 * @param place who it is: `namespace`, `address`, `labels`; `role` sidecar or router, `port` that it listens on then
 */
export async function startAgent(pod, { folder, place, credentials, tracer }) {
  const { role = 'sidecar', port } = place
  const domain = `${place.namespace}.svc.${clusterDomain}`
  const args = ['proxy', role, '--domain', domain, '--serviceCluster', pod.name]
  const files = await agentFolder(pod, folder)
  return launchAgent(pod, { folder, files, credentials, port, args, env: environment(pod, place, tracer) })
}

/** The folder that a pod's agent runs in. */
export async function agentFolder(pod, folder) {
  const files = join(folder, `${pod.name}-agent`)
  await mkdir(files)
  return files
}

/**
 * Ready when its Envoy has got its listeners from istiod.
 * @param args and `env` of pilot-agent; `port` that its Envoy listens on then
 */
export async function launchAgent(pod, { folder, files, credentials, port = inboundPort, args, env }) {
  await giveCredentials(files, credentials)
  // In a process namespace of its own: an agent that is killed leaves its Envoy running, and only the end of the
  // namespace's first process is the end of all in it.
  const user = ['--reuid', String(sidecarUser), '--regid', String(sidecarUser), '--clear-groups']
  const [command, all] = pod.command('unshare', [
    ...['--pid', '--fork', '--kill-child=KILL', '--', 'setpriv', '--pdeathsig', 'KILL', ...user, '--'],
    ...['env', `--chdir=${files}`, '/mnt/pilot-agent', ...args],
  ])
  const log = join(folder, `${pod.name}-agent.log`)
  await writeFile(log, '', { flag: 'a' })
  await chown(log, sidecarUser, sidecarUser) // where there are access logs, its Envoy opens /dev/stdout itself
  const agent = start(`${pod.name}'s pilot-agent`, command, all, { log, env })
  await ready(agent, () => isListening(agent.pid, 'tcp', port))
  return agent
}

function environment({ name }, { namespace, address, labels }, tracer) {
  return {
    POD_NAME: name,
    POD_NAMESPACE: namespace,
    INSTANCE_IP: address,
    SERVICE_ACCOUNT: name,
    TRUST_DOMAIN: clusterDomain,
    ISTIO_META_CLUSTER_ID: 'Kubernetes',
    ISTIO_METAJSON_LABELS: JSON.stringify(labels),
    CA_ADDR: `${discoveryHost}:${discoveryPort}`,
    PEER_METADATA_DISCOVERY: 'false',
    PROXY_CONFIG: JSON.stringify({ discoveryAddress: `${discoveryHost}:${discoveryPort}`, ...proxySettings(tracer) }),
  }
}

/** What an agent has to know here and not in Istio's image, as a part of a mesh config's defaultConfig. */
export function proxySettings(tracer) {
  const runtime = Object.entries(tracers[tracer]('', 100).runtime)
  return {
    binaryPath: '/mnt/envoy',
    proxyBootstrapTemplatePath: '/mnt/bootstrap.json',
    proxyStatsMatcher: { inclusionRegexps: ['.*reports_(dropped|failed)', '.*upstream_rq_5xx'] }, // left out by default
    runtimeValues: Object.fromEntries(runtime.map(([key, value]) => [key, String(value)])),
  }
}

/** What an Envoy's admin interface answers, asked through the agent: it listens on the pod's loopback. */
export async function admin(pod, method, path) {
  const [command, args] = pod.command('/mnt/pilot-agent', ['request', method, path])
  const { stdout } = await execa(command, args)
  return { status: 200, text: stdout }
}
