import net from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { awaitSidecar } from '../../src/index.ts'
import { type Answers, silent, standIn } from './sidecars.ts'

// The ports are the real ones, since they are what is looked at: this is the only file that listens on them.
const istio: Answers = { 'GET /healthz/ready': [200] }
const istioStarting: Answers = { 'GET /healthz/ready': [503] }
const linkerd: Answers = { 'GET /ready': [200, 'ready\n'] }
const linkerdStarting: Answers = { 'GET /ready': [503, 'not ready\n'] }

/** A guard against hanging only: what is awaited comes at its own time, however busy the machine. */
const PATIENCE = { timeout: 15_000, interval: 10 }

const open: { close(): Promise<void> }[] = []
const opened = <T extends { close(): Promise<void> }>(one: T): T => {
  open.push(one)
  return one
}
beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (/^(TRACEFERRY|LINKERD|ISTIO|ENVOY|KUBERNETES|START_WITHOUT)_/.test(name)) vi.stubEnv(name, undefined)
  }
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(open.splice(0).map((one) => one.close()))
})

describe('finds the sidecar by its own port', () => {
  test.each([
    ['istio', 15021, istio],
    ['istio', 15020, istio],
    ['linkerd', 4191, linkerd],
    ['envoy', 15000, { 'GET /ready': [200, 'LIVE\n'] }],
    ['envoy', 9901, { 'GET /ready': [200, 'LIVE\n'] }],
  ] as const)('%s at %d, ready already as a native sidecar is', async (mesh, port, answers) => {
    const sidecar = opened(await standIn(port, answers))
    expect(await awaitSidecar()).toMatchObject({ mesh, ready: true })
    expect(sidecar.asked).toHaveLength(1)
  })

  test('Istio before its Envoy, whose admin interface listens as well', async () => {
    opened(await standIn(15000, { 'GET /ready': [200, 'LIVE\n'] }))
    opened(await standIn(15021, istio))
    expect((await awaitSidecar()).mesh).toBe('istio')
  })

  test('another program on a port that Envoy likes is not Envoy', async () => {
    opened(await standIn(9901, { 'GET /ready': [200, 'yes, I am ready'] }))
    expect(await awaitSidecar({ absentMs: 200 })).toMatchObject({ mesh: 'none', ready: true })
  })
})

describe('waits', () => {
  test.each([
    ['istio', 15021, istioStarting, istio],
    ['linkerd', 4191, linkerdStarting, linkerd],
    ['envoy', 15000, { 'GET /ready': [503, 'PRE_INITIALIZING\n'] }, { 'GET /ready': [200, 'LIVE\n'] }],
  ] as const)('while %s says 503', async (mesh, port, before, after) => {
    const sidecar = opened(await standIn(port, before))
    const said: string[] = []
    // Longer than `absentMs`: that a sidecar is there is known from its first answer on.
    const waiting = awaitSidecar({ intervalMs: 50, absentMs: 100, onWait: (why) => said.push(why) })
    await vi.waitUntil(() => sidecar.asked.length > 5, PATIENCE)
    sidecar.answers = after
    expect(await waiting).toMatchObject({ mesh, ready: true })
    expect(said).toEqual([expect.stringContaining(`${mesh} at http://127.0.0.1:${port}`)])
  })

  test('while a sidecar accepts connections and does not answer', async () => {
    const hung = opened(await silent(4191))
    const said: string[] = []
    const waiting = awaitSidecar({ absentMs: 100, intervalMs: 50, onWait: (why) => said.push(why) })
    await vi.waitUntil(() => said.length > 0, PATIENCE)
    expect(said[0]).toBe('linkerd at http://127.0.0.1:4191/ready is not ready yet')
    await hung.close()
    opened(await standIn(4191, linkerd))
    expect(await waiting).toMatchObject({ mesh: 'linkerd', ready: true })
  })

  test('for one that is named, though nothing listens yet', async () => {
    const said: string[] = []
    const waiting = awaitSidecar({ mesh: 'linkerd', absentMs: 0, intervalMs: 50, onWait: (why) => said.push(why) })
    await vi.waitUntil(() => said.length > 0, PATIENCE)
    expect(said[0]).toContain('a sidecar is expected (mesh: linkerd)')
    opened(await standIn(4191, linkerd))
    expect(await waiting).toMatchObject({ mesh: 'linkerd', ready: true })
  })

  test('while calls to the Kubernetes API are refused: a redirect without its proxy', async () => {
    const closed = net.createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as net.AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '127.0.0.1')
    vi.stubEnv('KUBERNETES_SERVICE_PORT', String(port))
    const said: string[] = []
    const waiting = awaitSidecar({ absentMs: 50, intervalMs: 50, onWait: (why) => said.push(why) })
    await vi.waitUntil(() => said.length > 0, PATIENCE)
    expect(said[0]).toContain('calls to the Kubernetes API are refused')
    opened(await standIn(15021, istio))
    expect(await waiting).toMatchObject({ mesh: 'istio', ready: true })
  })
})

describe('does not wait', () => {
  test('for what only looks silent because the process itself was busy', async () => {
    const said: string[] = []
    const waiting = awaitSidecar({ absentMs: 0, onWait: (why) => said.push(why) })
    // Longer than a look may take: refused connections are read only after that.
    for (const until = performance.now() + 700; performance.now() < until; );
    expect(await waiting).toMatchObject({ mesh: 'none', ready: true })
    expect(said).toEqual([])
  })

  test('where nothing listens: no mesh', async () => {
    const found = await awaitSidecar({ absentMs: 300 })
    expect(found).toMatchObject({ mesh: 'none', ready: true, why: 'no sidecar listens, for 300 ms' })
  })

  test('in a cluster whose API can be reached', async () => {
    opened(await silent(15999))
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '127.0.0.1')
    vi.stubEnv('KUBERNETES_SERVICE_PORT', '15999')
    expect(await awaitSidecar({ absentMs: 100 })).toMatchObject({ mesh: 'none', ready: true })
  })

  test("in ambient mode: ztunnel's port is there, a sidecar's is not", async () => {
    opened(await silent(15008))
    expect(await awaitSidecar()).toMatchObject({ mesh: 'ambient', ready: true })
  })

  test.each([
    ['TRACEFERRY_MESH', 'none'],
    ['TRACEFERRY_AWAIT_DISABLED', '1'],
    ['LINKERD_AWAIT_DISABLED', 'because'],
    ['LINKERD_DISABLED', '1'],
    ['START_WITHOUT_ENVOY', 'true'],
  ])('with %s=%s', async (name, value) => {
    const sidecar = opened(await standIn(15021, istioStarting))
    vi.stubEnv(name, value)
    expect(await awaitSidecar()).toMatchObject({ mesh: 'none', ready: true, waitedMs: 0 })
    expect(sidecar.asked).toEqual([])
  })
})

describe('after the timeout', () => {
  test('it continues, and says what it saw', async () => {
    opened(await standIn(4191, linkerdStarting))
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const found = await awaitSidecar({ timeoutMs: 200, intervalMs: 50 })
    expect(found).toMatchObject({
      ready: false,
      why: expect.stringContaining('linkerd at http://127.0.0.1:4191/ready'),
    })
    expect(warned.mock.calls[0]).toEqual([
      expect.stringMatching(
        /^the sidecar was not ready after \d+ ms: linkerd at .* See https:\/\/.*\/docs\/errors\.md#tf022$/,
      ),
      { type: 'TraceferryWarning', code: 'TF022' },
    ])
    warned.mockRestore()
  })

  test('or rejects', async () => {
    const waiting = awaitSidecar({ mesh: 'istio', timeoutMs: 100, intervalMs: 50, onTimeout: 'fail' })
    await expect(waiting).rejects.toMatchObject({ code: 'TF022', message: expect.stringContaining('nothing listens') })
  })
})

describe('options', () => {
  test('readyUrl for a sidecar on another port', async () => {
    opened(await standIn(15998, { 'GET /up': [200] }))
    const found = await awaitSidecar({ readyUrl: 'http://127.0.0.1:15998/up' })
    expect(found).toMatchObject({ mesh: 'custom', ready: true })
  })

  test.each([
    [{ mesh: 'consul' }, 'TF020'],
    [{ readyUrl: 'https://127.0.0.1' }, 'TF020'],
    [{ timeoutMs: -1 }, 'TF005'],
    [{ intervalMs: '1s' }, 'TF005'],
    [{ timeOut: 1 }, 'TF007'],
    [{ onTimeout: 'exit' }, 'TF020'],
  ])('%j is refused with %s', async (options, code) => {
    await expect(awaitSidecar(options as never)).rejects.toMatchObject({ code })
  })

  test('a wrong variable is refused as well', async () => {
    vi.stubEnv('TRACEFERRY_AWAIT_TIMEOUT_MS', 'soon')
    await expect(awaitSidecar()).rejects.toMatchObject({
      code: 'TF005',
      message: expect.stringContaining(
        'TF005: TRACEFERRY_AWAIT_TIMEOUT_MS is "soon"; write a number of milliseconds from 0 to 2147483647',
      ),
    })
  })
})
