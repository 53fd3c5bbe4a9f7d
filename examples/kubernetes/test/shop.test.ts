import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa, type ResultPromise } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts } from '../../mesh/ports.js'
import { services } from '../../mesh/topology.js'
import { findKustomize } from './tools/kustomize.ts'
import { type Manifest, ofKind, read } from './tools/manifests.ts'

const { render, why } = await findKustomize()
if (why) console.warn(`examples/kubernetes is tested in part: ${why}`)

const root = fileURLToPath(new URL('../../..', import.meta.url))
const script = `${root}/examples/kubernetes/checkout.js`

// Every pod as its Deployment says, but for the ports, which here must be free ones. Which of them a URL leads to is
// found as a cluster finds it: host to Service, port to targetPort, selector to pod, name to containerPort.
describe.skipIf(why)('the shop, started from its manifests', () => {
  let all: Manifest[]
  let pods: Map<string, { port: number; process: ResultPromise }>

  beforeAll(async () => {
    all = read(await render!('base'))
    const deployments = ofKind('Deployment', all)
    const ports = await freePorts(deployments.length)
    const portOf = new Map(deployments.map(({ metadata }, n) => [metadata.name, ports[n]!]))
    pods = new Map(
      deployments.map((deployment) => {
        const port = portOf.get(deployment.metadata.name)!
        const { command, env: variables } = container(deployment)
        const given = variables.map(({ name, value }) => [
          name,
          value.startsWith('http') ? local(all, value, portOf) : value,
        ])
        const [program, ...args] = command
        expect(program).toBe('node')
        const env = { ...Object.fromEntries(given), PORT: String(port) }
        const options = { cwd: `${root}/examples/shop`, env, reject: false, forceKillAfterDelay: false as const }
        return [deployment.metadata.name, { port, process: execa(process.execPath, args, options) }]
      }),
    )
    await Promise.all([...pods.keys()].map((name) => probe(name, 'startupProbe')))
  })

  afterAll(async () => {
    for (const { process } of pods.values()) process.kill('SIGKILL')
    await Promise.all([...pods.values()].map(({ process }) => process))
  })

  test('who calls whom is what the code does', () => {
    const calls = ofKind('Deployment', all).map((deployment) => {
      const urls = container(deployment).env.filter(({ name }) => name.endsWith('_URL'))
      for (const { name, value } of urls) expect(name).toBe(`${new URL(value).hostname.toUpperCase()}_URL`)
      return [deployment.metadata.name, urls.map(({ value }) => new URL(value).hostname)]
    })
    expect(Object.fromEntries(calls)).toEqual(services)
    expect(
      ofKind('Service', all)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(Object.keys(services).sort())
  })

  test('each listens where its container says', () => {
    for (const deployment of ofKind('Deployment', all)) {
      const { env, ports } = container(deployment)
      expect(env).toContainEqual({ name: 'PORT', value: String(ports[0]!.containerPort) })
      expect(env).toContainEqual({ name: 'HOST', value: '0.0.0.0' })
    }
  })

  test('its probes are answered', async () => {
    for (const name of pods.keys()) {
      expect([await probe(name, 'readinessProbe'), await probe(name, 'livenessProbe')]).toEqual([200, 200])
    }
  })

  test('checkout.js: one x-request-id in nine answers', async () => {
    const { stdout, exitCode } = await checkout()
    expect(stdout).toMatch(/^trace [0-9a-f]{32}\nstorefront /)
    expect(stdout).toContain('9 answers, one x-request-id')
    expect(exitCode).toBe(0)
  })

  test('checkout.js fails where the id is lost', async () => {
    const [port] = await freePorts(1)
    const { env } = container(ofKind('Deployment', all).find(({ metadata }) => metadata.name === 'storefront')!)
    const to = new Map([...pods].map(([name, one]) => [name, one.port]))
    const urls = env.filter(({ name }) => name.endsWith('_URL')).map(({ name, value }) => [name, local(all, value, to)])
    const without = execa(process.execPath, ['services/storefront.js'], {
      cwd: `${root}/examples/shop`,
      env: { ...Object.fromEntries(urls), PORT: String(port), TRACEFERRY: 'off' },
      reject: false,
    })
    await answer(`http://127.0.0.1:${port}/healthz`)
    const { stderr, exitCode } = await checkout(port)
    without.kill('SIGKILL')
    await without
    expect([stderr, exitCode]).toEqual(['9 answers saw 2 different x-request-ids: it was not forwarded', 1])
  })

  test('told to stop, each serves on for its delay, says so, and ends within its grace period', {
    timeout: 40_000,
  }, async () => {
    for (const deployment of ofKind('Deployment', all)) {
      const delay = Number(container(deployment).env.find(({ name }) => name === 'DRAIN_DELAY_MS')!.value)
      const { terminationGracePeriodSeconds: seconds } = deployment.spec.template.spec
      expect(delay + 20_000 + 1000).toBeLessThanOrEqual(seconds * 1000) // 20 s is gracefulServer's grace
    }
    const started = Date.now()
    for (const { process } of pods.values()) process.kill('SIGTERM')
    await sleep(300)
    for (const name of pods.keys()) {
      expect([await probe(name, 'readinessProbe'), await probe(name, 'livenessProbe')]).toEqual([503, 200])
    }
    expect((await checkout()).exitCode).toBe(0)
    const ended = await Promise.all([...pods.values()].map(({ process }) => process))
    expect(ended.map(({ exitCode }) => exitCode)).toEqual(ended.map(() => 0))
    expect(Date.now() - started).toBeGreaterThan(4900)
  })

  const checkout = (port = pods.get('storefront')!.port) =>
    execa(process.execPath, [script], { env: { CHECKOUT_URL: `http://127.0.0.1:${port}/checkout` }, reject: false })

  function probe(name: string, which: 'startupProbe' | 'readinessProbe' | 'livenessProbe'): Promise<number> {
    const own = container(ofKind('Deployment', all).find(({ metadata }) => metadata.name === name)!)
    const { path, port } = own[which].httpGet
    expect(own.ports.map((one) => one.name)).toContain(port)
    return answer(`http://127.0.0.1:${pods.get(name)!.port}${path}`)
  }
})

describe('Dockerfile', () => {
  const dockerfile = readFileSync(`${root}/examples/kubernetes/Dockerfile`, 'utf8')

  test('holds the packages that the shop needs, and what the manifests start', () => {
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/src\/packages\/(\w+) \/app\/packages\/\1$/gm)]
    expect(copied.map(([, name]) => name).sort()).toEqual([...needs('examples/shop')].sort())
    for (const name of Object.keys(services)) expect(existsSync(`${root}/examples/shop/services/${name}.js`)).toBe(true)
    expect(dockerfile).toMatch(/^WORKDIR \/app\/examples\/shop$/m)
  })

  test.skipIf(why)('runs as the user that the manifests name, with nothing between Node and its signals', async () => {
    const [, user] = /^USER (\d+)$/m.exec(dockerfile) ?? []
    for (const { spec } of ofKind('Deployment', read(await render!('base')))) {
      expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: Number(user) })
    }
    expect(dockerfile).toMatch(/^ENTRYPOINT \[\]\nCMD \["node", "services\/\w+\.js"\]$/m)
  })
})

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

function container(deployment: Manifest): Container {
  return deployment.spec.template.spec.containers[0]
}

/** The URL with the pod's port here, or an error where a cluster would find nobody. */
function local(all: readonly Manifest[], url: string, portOf: ReadonlyMap<string, number>): string {
  const { hostname, port } = new URL(url)
  const service = ofKind('Service', all).find(({ metadata }) => metadata.name === hostname)
  const target = service?.spec.ports.find((one: { port: number }) => one.port === Number(port))?.targetPort
  const pod = ofKind('Deployment', all).find(
    ({ spec }) => spec.template.metadata.labels.app === service?.spec.selector.app,
  )
  if (!pod || !container(pod).ports.some(({ name }) => name === target)) throw new Error(`${url} leads nowhere`)
  return `http://127.0.0.1:${portOf.get(pod.metadata.name)}`
}

/** Waits until something answers there. */
async function answer(url: string): Promise<number> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response) return response.status
    if (Date.now() > deadline) throw new Error(`${url} does not answer`)
    await sleep(50)
  }
}

/** The packages of this repository that a package needs, and those that they need. */
function needs(folder: string, found = new Set<string>()): Set<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const [, own] = /^@traceferry\/(\w+)$/.exec(name) ?? []
    if (own === undefined || found.has(own)) continue
    found.add(own)
    needs(`packages/${own}`, found)
  }
  return found
}
