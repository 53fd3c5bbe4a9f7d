import { afterEach, describe, expect, test, vi } from 'vitest'
import { quitSidecar } from '../../src/index.ts'
import { type Answers, type StandIn, standIn } from './sidecars.ts'

// Ports of their own, so that this can run beside the file that looks for the real ones.
let sidecar: StandIn | undefined
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await sidecar?.close()
  sidecar = undefined
})

async function quit(mesh: 'istio' | 'linkerd', port: number, answers: Answers) {
  sidecar = await standIn(port, answers)
  const [ready, end] = Object.keys(answers).map((key) => `http://127.0.0.1:${port}${key.split(' ')[1]}`)
  return quitSidecar({ mesh, readyUrl: ready as string, quitUrl: end as string })
}

describe('quitSidecar', () => {
  test("Istio: POST to its agent's /quitquitquit", async () => {
    vi.stubEnv('ISTIO_QUIT_API', 'http://127.0.0.1:14520')
    sidecar = await standIn(14520, { 'GET /healthz/ready': [200], 'POST /quitquitquit': [200, 'ok'] })
    expect(await quitSidecar({ mesh: 'istio' })).toMatchObject({ mesh: 'istio', quit: true })
    expect(sidecar.asked).toContain('POST /quitquitquit')
  })

  test('Linkerd: POST /shutdown', async () => {
    const answers: Answers = { 'GET /ready': [200, 'ready\n'], 'POST /shutdown': [200, 'shutdown\n'] }
    expect(await quit('linkerd', 14191, answers)).toMatchObject({ mesh: 'linkerd', quit: true })
  })

  test('Linkerd says 404 as long as the endpoint is not enabled: the warning tells how', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const answers: Answers = { 'GET /ready': [200, 'ready\n'], 'POST /shutdown': [404] }
    const result = await quit('linkerd', 14191, answers)
    expect(result.quit).toBe(false)
    expect(result.why).toContain('config.linkerd.io/proxy-admin-shutdown: enabled')
    expect(warned.mock.calls[0]?.[0]).toContain('/docs/errors.md#tf024')
  })

  test('nothing to end', async () => {
    vi.stubEnv('ISTIO_QUIT_API', 'http://127.0.0.1:14520')
    const here = { mesh: 'istio', readyUrl: 'http://127.0.0.1:14521/' } as const
    expect(await quitSidecar(here)).toEqual({ mesh: 'none', quit: false, why: 'no sidecar listens here' })
  })

  test.each([
    ['TRACEFERRY_MESH', 'none'],
    ['NEVER_KILL_ISTIO', 'true'],
    ['TRACEFERRY_QUIT_DISABLED', 'true'],
  ])('%s=%s switches it off', async (name, value) => {
    vi.stubEnv(name, value)
    expect(await quitSidecar()).toMatchObject({ quit: false, why: expect.stringContaining('switched off by') })
  })

  test('wrong options are refused', async () => {
    await expect(quitSidecar({ quitUrl: 'localhost:1' })).rejects.toMatchObject({ code: 'TF020' })
    await expect(quitSidecar({ timeoutMs: Number.NaN })).rejects.toMatchObject({ code: 'TF005' })
  })
})
