// The shop's Deployments as processes of this machine: their commands and variables, with ports that are free here.
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { freePorts } from '../../../shared/ports.js'
import { type Manifest, ofKind } from './manifests.ts'

const shop = fileURLToPath(new URL('../../../../examples/shop', import.meta.url))

export interface Pod {
  readonly name: string
  readonly port: number
  readonly container: Container
  readonly process: ReturnType<typeof start>
}

interface Container {
  command: string[]
  env: { name: string; value: string }[]
  ports: { name: string; containerPort: number }[]
  startupProbe: Probe
  readinessProbe: Probe
  livenessProbe: Probe
}
interface Probe {
  httpGet: { path: string; port: string }
}

/** Starts every Deployment. */
export async function startPods(all: readonly Manifest[]): Promise<Pod[]> {
  const deployments = ofKind('Deployment', all)
  const ports = await freePorts(deployments.length)
  const portOf = new Map(deployments.map(({ metadata }, n) => [metadata.name, ports[n]!]))
  // All URLs before the first process: one that leads nowhere must leave none behind.
  for (const deployment of deployments) variables(all, deployment, portOf)
  return deployments.map((deployment) => startPod(all, deployment, portOf))
}

/** One more of them, with other variables. Its URLs lead where `portOf` says. */
export function startPod(
  all: readonly Manifest[],
  deployment: Manifest,
  portOf: ReadonlyMap<string, number>,
  extra: Record<string, string> = {},
): Pod {
  const { name } = deployment.metadata
  const port = Number(extra.PORT ?? portOf.get(name))
  const container = containerOf(deployment)
  const env = { ...variables(all, deployment, portOf), PORT: String(port), ...extra }
  return { name, port, container, process: start(container.command, env) }
}

function variables(all: readonly Manifest[], deployment: Manifest, portOf: ReadonlyMap<string, number>) {
  const env: Record<string, string> = {}
  for (const { name, value } of containerOf(deployment).env) {
    env[name] = value.startsWith('http') ? local(all, value, portOf) : value
  }
  return env
}

function containerOf(deployment: Manifest): Container {
  return deployment.spec.template.spec.containers[0]
}

/** Waits until something answers there. */
export async function answer(url: string): Promise<number> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response) return response.status
    if (Date.now() > deadline) throw new Error(`${url} does not answer`)
    await sleep(50)
  }
}

function start([program, ...args]: string[], env: Record<string, string>) {
  if (program !== 'node') throw new Error(`the container starts ${program}, not Node itself`)
  // execa would send SIGKILL after 5 s, and that is just how long a service goes on.
  return execa(process.execPath, args, { cwd: shop, env, reject: false, forceKillAfterDelay: false })
}

/** The URL with the pod's port here, or an error if a cluster would find no pod. */
function local(all: readonly Manifest[], url: string, portOf: ReadonlyMap<string, number>): string {
  const { hostname, port } = new URL(url)
  const service = ofKind('Service', all).find(({ metadata }) => metadata.name === hostname)
  const target = service?.spec.ports.find((one: { port: number }) => one.port === Number(port))?.targetPort
  const pod = ofKind('Deployment', all).find(
    ({ spec }) => spec.template.metadata.labels.app === service?.spec.selector.app,
  )
  if (!pod || !containerOf(pod).ports.some(({ name }) => name === target)) throw new Error(`${url} leads nowhere`)
  return `http://127.0.0.1:${portOf.get(pod.metadata.name)}`
}
