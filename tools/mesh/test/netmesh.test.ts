import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'

const timeout = 240_000
const script = fileURLToPath(new URL('../mesh.js', import.meta.url))
const mesh = (args: string[], options = {}) =>
  execa(process.execPath, [script, ...args], { env: { NO_COLOR: '1' }, reject: false, ...options })

const unable = process.platform !== 'linux' ? 'this is not Linux' : process.getuid?.() !== 0 ? 'not root' : undefined
if (unable) console.warn(`npm run tool -- mesh is not tested: ${unable}`)

describe.skipIf(unable)('npm run tool -- mesh', () => {
  it('without the line traces are broken, with it each is whole; then kill -9 leaves nothing', {
    timeout,
  }, async () => {
    const before = hostState()
    const command = ['--requests', '100', '--tracer', 'zipkin', '--keep', '--json']
    const running = mesh(command)
    const [printed] = await once(createInterface(running.stdout), 'line')
    const { whole, passes, trace, gateway, folder, pods } = JSON.parse(printed)
    expect(whole).toBe(true)
    expect(passes.zipkin.before).toMatchObject({ requests: 100, answered: 100, traces: 900, wholeRequests: 0 })
    expect(passes.zipkin.after).toMatchObject({ requests: 100, answered: 100, traces: 100, wholeRequests: 100 })
    expect(passes.zipkin.after).toMatchObject({ brokenLinks: 0, orphans: 0, crossed: 0, requestIdsPerRequest: 1 })

    // Straight from the raw material: one trace id, one root, the far end of the longest chain, and addresses of pods.
    const ids = new Set(trace.map((span: Span) => span.id))
    expect([new Set(trace.map((span: Span) => span.traceId)).size, ids.size]).toEqual([1, 19])
    expect(trace.filter((span: Span) => !ids.has(span.parentId ?? ''))).toMatchObject([
      { localEndpoint: { serviceName: 'gateway' } },
    ])
    expect(depth(trace, 'ledger')).toBe(9)

    // The services know nothing of a sidecar, and find each other as in a cluster.
    const inside = (pod: string, ...program: string[]) =>
      execa('nsenter', [`--net=/proc/${pods[pod]}/ns/net`, `--mount=/proc/${pods[pod]}/ns/mnt`, ...program], {
        reject: false,
      })
    for (const name of ['orders', 'orders.shop', 'orders.shop.svc', 'orders.shop.svc.cluster.local']) {
      expect((await inside('storefront', 'getent', 'hosts', name)).stdout).toMatch(/^10\.96\.0\.\d+\s+orders\.shop/)
    }
    expect((await inside('storefront', 'getent', 'hosts', 'nobody')).exitCode).not.toBe(0)
    expect((await inside('storefront', 'cat', '/etc/resolv.conf')).stdout).toContain('ndots:5')
    expect(environmentOf('services/storefront.js', pods.storefront)).not.toMatch(/(INVENTORY|ORDERS)_URL=|127\.0\.0\.1/)
    expect((await inside('orders', 'ip', 'route')).stdout).toContain('default via 10.244.0.1')

    // Not on the host: no interface, rule or name of it, while it runs.
    expect(hostState()).toEqual(before)
    const answer = await fetch(`${gateway}/checkout`, checkout)
    expect([answer.status, (await answer.json()).service]).toEqual([200, 'storefront'])

    running.kill('SIGKILL')
    await running.catch(() => {})
    const alive = () => Object.values<number>(pods).filter((pid) => existsSync(`/proc/${pid}/ns/net`))
    for (let i = 0; i < 100 && alive().length + processes(folder).length > 0; i += 1) await sleep(100)
    expect([alive(), processes(folder), hostState()]).toEqual([[], [], before])

    // What it could not remove itself, the next run does, before anything else.
    expect(existsSync(folder)).toBe(true)
    await mesh(['--requests', '1'], { env: { ENVOY_BIN: '/nonexistent/envoy' } })
    expect(existsSync(folder)).toBe(false)
  })

  it('on Bun, Deno and workerd, too, each trace is whole', { timeout }, async () => {
    const running = mesh(['--runtimes', '--requests', '30', '--tracer', 'otel', '--keep', '--json'])
    const [printed] = await once(createInterface(running.stdout), 'line')
    const { whole, passes, pods } = JSON.parse(printed)
    const programs = ['storefront', 'orders', 'inventory'].map((pod) => programsIn(pods[pod]).sort())
    running.kill('SIGTERM')
    await running.catch(() => {})
    expect(whole).toBe(true)
    expect(passes.otel.before).toMatchObject({ answered: 30, traces: 270, wholeRequests: 0 })
    expect(passes.otel.after).toMatchObject({ answered: 30, traces: 30, wholeRequests: 30, crossed: 0 })
    const others = ['envoy', 'sleep']
    expect(programs).toEqual([
      ['bun', ...others],
      ['deno', ...others],
      [...others, 'workerd'],
    ])
  })
})

describe('what it says when it cannot run', () => {
  it('--help names every option', async () => {
    const { exitCode, stdout } = await mesh(['--help'])
    for (const option of [
      'tracer',
      'sampling',
      'load',
      'seconds',
      'faults',
      'soak',
      'picture',
      'istio',
      'consul',
      'store',
      'runtimes',
      'keep',
      'write',
      'json',
    ]) {
      expect(stdout).toContain(`--${option}`)
    }
    expect(exitCode).toBe(0)
  })

  it.each([
    ['an unknown option', ['--nonsense'], /unknown option '--nonsense'/],
    ['an unknown tracer', ['--tracer', 'jaeger'], /'jaeger' is invalid.*zipkin, zipkin\+w3c, otel/],
    ['an unknown store', ['--store', 'tempo'], /'tempo' is invalid.*receiver, jaeger/],
    ['two that set up sidecars', ['--consul', '--istio'], /'--consul' cannot be used with option '--istio'/],
    ['two kinds of meshes', ['--runtimes', '--istio'], /'--runtimes' cannot be used with option '--istio'/],
    ['a share that is none', ['--sampling', '200'], /'200' is invalid.*at most 100/],
  ])('%s ends with 2', async (_, args, message) => {
    const { exitCode, stderr, stdout } = await mesh(args)
    expect(stderr).toMatch(message)
    expect([exitCode, stdout]).toEqual([2, ''])
  })

  it('without root it ends with 2 and says so', async () => {
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const { exitCode, stderr, stdout } = await mesh([], nobody)
    expect(stderr).toMatch(process.platform === 'linux' ? /needs root/ : /needs Linux/)
    expect(stderr).toContain('npm run demo')
    expect([exitCode, stdout]).toEqual([2, ''])
  })
})

interface Span {
  id: string
  parentId?: string
  traceId: string
  localEndpoint: { serviceName: string }
}

const checkout = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ order: '1', items: ['tea'] }),
}

/** How many spans lie on the way from the root to a service's own, that one included. */
function depth(trace: Span[], service: string): number {
  const byId = new Map(trace.map((span) => [span.id, span]))
  let span = trace.find((one) => one.localEndpoint.serviceName === service)
  let count = 0
  for (; span; span = byId.get(span.parentId ?? '')) count += 1
  return count
}

/** Interfaces and network namespaces by name, and whatever else this machine's network was told. */
function hostState(): unknown {
  const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
  const routes = readFileSync('/proc/net/route', 'utf8')
  return { links: list('/sys/class/net'), names: list('/run/netns'), etc: list('/etc/netns'), routes }
}

/** Processes whose command line names this. */
function processes(name: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && read(`/proc/${pid}/cmdline`).includes(name))
}

/** What runs in a pod. */
function programsIn(pod: number): string[] {
  const network = readlinkSync(`/proc/${pod}/ns/net`)
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const inside = /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/ns/net`) === network
      return inside ? [basename(readlinkSync(`/proc/${pid}/exe`))] : []
    } catch {
      return [] // it has ended
    }
  })
}

/** Of the one in this pod: another mesh may be running. */
function environmentOf(program: string, pod: number): string {
  const network = (pid: string | number) => readlinkSync(`/proc/${pid}/ns/net`)
  const pid = processes(program).find((one) => network(one) === network(pod))
  return read(`/proc/${pid}/environ`)
    .split('\0')
    .filter((line) => /^(HOST|PORT|TRACEFERRY|[A-Z]+_URL)=/.test(line))
    .join('\n')
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // it has ended
  }
}
