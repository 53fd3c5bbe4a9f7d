import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { services } from '../../demo/topology.js'
import { freePorts } from '../../shared/ports.js'
import { findKustomize } from './tools/kustomize.ts'
import { type Manifest, ofKind, read } from './tools/manifests.ts'
import { answer, type Pod, startPod, startPods } from './tools/pods.ts'

const { render, why } = await findKustomize()
if (why) console.warn(`examples/kubernetes is tested in part: ${why}`)

const script = fileURLToPath(new URL('../../../examples/kubernetes/checkout.js', import.meta.url))

// Every pod as its Deployment says, but for the ports, which here must be free ones. Which of them a URL leads to is
// found as a cluster finds it: host to Service, port to targetPort, selector to pod, name to containerPort.
describe.skipIf(why)('the shop, started from its manifests', () => {
  let all: Manifest[]
  let pods: Pod[] = []

  beforeAll(async () => {
    all = read(await render!('base'))
    pods = await startPods(all)
    await Promise.all(pods.map((pod) => probe(pod, 'startupProbe')))
  })

  afterAll(() => end(pods))

  test('who calls whom is what the code does', () => {
    const calls = pods.map(({ name, container }) => {
      const urls = container.env.filter(({ name }) => name.endsWith('_URL'))
      for (const { name, value } of urls) expect(name).toBe(`${new URL(value).hostname.toUpperCase()}_URL`)
      return [name, urls.map(({ value }) => new URL(value).hostname)]
    })
    expect(Object.fromEntries(calls)).toEqual(services)
    const names = ofKind('Service', all).map(({ metadata }) => metadata.name)
    expect(names.sort()).toEqual(Object.keys(services).sort())
  })

  test('each listens where its container says', () => {
    for (const { container } of pods) {
      const { env, ports } = container
      expect(env).toContainEqual({ name: 'PORT', value: String(ports[0]!.containerPort) })
      expect(env).toContainEqual({ name: 'HOST', value: '0.0.0.0' })
    }
  })

  test('its probes are answered', async () => {
    for (const pod of pods) {
      expect([await probe(pod, 'readinessProbe'), await probe(pod, 'livenessProbe')]).toEqual([200, 200])
    }
  })

  test('checkout.js: one x-request-id in nine answers', async () => {
    const { stdout, exitCode } = await checkout(urlOf('storefront'))
    expect(stdout).toMatch(/^trace [0-9a-f]{32}\nstorefront /)
    expect([stdout.split('\n').at(-1), exitCode]).toEqual(['9 answers, one x-request-id', 0])
  })

  test('checkout.js fails where the id is lost', async () => {
    const [port] = await freePorts(1)
    const storefront = ofKind('Deployment', all).find(({ metadata }) => metadata.name === 'storefront')
    const to = new Map(pods.map((pod) => [pod.name, pod.port]))
    const without = startPod(all, storefront!, to, { PORT: String(port), TRACEFERRY: 'off' })
    await probe(without, 'startupProbe')
    const { stderr, exitCode } = await checkout(`http://127.0.0.1:${port}/checkout`)
    await end([without])
    expect([stderr, exitCode]).toEqual(['9 answers saw 2 different x-request-ids: it was not forwarded', 1])
  })

  test('told to stop, each serves on for its delay and says so; then it ends', { timeout: 40_000 }, async () => {
    for (const { spec } of ofKind('Deployment', all)) {
      const { containers, terminationGracePeriodSeconds: seconds } = spec.template.spec
      const delay = containers[0].env.find(({ name }: { name: string }) => name === 'DRAIN_DELAY_MS').value
      expect(Number(delay) + 20_000 + 1000).toBeLessThanOrEqual(seconds * 1000) // 20 s is gracefulServer's grace
    }
    const started = Date.now()
    for (const { process } of pods) process.kill('SIGTERM')
    for (const pod of pods) while ((await probe(pod, 'readinessProbe')) !== 503) await sleep(20)
    const body = JSON.stringify({ order: 'late', items: ['tea'] })
    const headers = { 'content-type': 'application/json' }
    const late = await fetch(urlOf('storefront'), { method: 'POST', headers, body })
    expect(late.status).toBe(200)
    for (const pod of pods) expect(await probe(pod, 'livenessProbe')).toBe(200)
    const ended = await Promise.all(pods.map(({ process }) => process))
    expect(ended.map(({ exitCode }) => exitCode)).toEqual(ended.map(() => 0))
    expect(Date.now() - started).toBeGreaterThan(4900) // not before its delay was over
  })

  const urlOf = (name: string) => `http://127.0.0.1:${pods.find((pod) => pod.name === name)!.port}/checkout`
})

function checkout(url: string) {
  return execa(process.execPath, [script], { env: { CHECKOUT_URL: url }, reject: false })
}

function probe({ container, port }: Pod, which: 'startupProbe' | 'readinessProbe' | 'livenessProbe'): Promise<number> {
  const { path, port: name } = container[which].httpGet
  expect(container.ports.map((one) => one.name)).toContain(name)
  return answer(`http://127.0.0.1:${port}${path}`)
}

async function end(pods: readonly Pod[]): Promise<void> {
  for (const { process } of pods) process.kill('SIGKILL')
  await Promise.all(pods.map(({ process }) => process))
}
