import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { cacheFolder } from '../../shared/cache.js'
import { version } from '../istio/binaries.js'

const script = fileURLToPath(new URL('../mesh.js', import.meta.url))
const mesh = (...args: string[]) =>
  execa(process.execPath, [script, '--istio', '--requests', '20', '--json', ...args], { reject: false })

const built = existsSync(join(cacheFolder(), `istio-${version}`))
const unable = [
  [process.platform !== 'linux', 'this is not Linux'],
  [process.getuid?.() !== 0, 'not root'],
  [!built, 'Istio is not in the cache; npm run tool -- mesh --istio builds it, which takes ten minutes and more'],
].find(([yes]) => yes)?.[1]
if (unable) console.warn(`npm run tool -- mesh --istio is not tested: ${unable}`)

const timeout = 240_000

describe.skipIf(unable)('npm run tool -- mesh --istio', () => {
  it('STRICT mutual TLS: every callee sees its caller’s certificate, nobody gets in without', { timeout }, async () => {
    const { stdout, exitCode } = await mesh('--tracer', 'zipkin+w3c')
    const { mtls, passes, outside, trace } = JSON.parse(stdout)
    const { before, after } = passes['zipkin+w3c']
    expect(before).toMatchObject({ traces: 180, wholeRequests: 0, calls: 180, certified: 180, letIn: 0 })
    expect(after).toMatchObject({ traces: 20, wholeRequests: 20, calls: 180, certified: 180, letIn: 0, dropped: 0 })
    expect(Object.values(outside)).toEqual(Array(6).fill('ECONNRESET'))
    expect([exitCode, mtls]).toEqual([0, 'strict'])

    // Straight from the raw material: whose certificate payments saw in this one trace.
    const seen = trace.find(isCallOf('payments'))?.tags['header:x-forwarded-client-cert']
    expect(seen).toMatch(/^By=spiffe:\/\/cluster\.local\/ns\/shop\/sa\/payments;Hash=[0-9a-f]{64};/)
    expect(seen).toMatch(/;URI=spiffe:\/\/cluster\.local\/ns\/shop\/sa\/orders$/)
  })

  it('--mtls off: no certificates, and everybody gets in', { timeout }, async () => {
    const { stdout, exitCode } = await mesh('--tracer', 'otel', '--mtls', 'off')
    const { passes, outside } = JSON.parse(stdout)
    expect(passes.otel.after).toMatchObject({ traces: 20, wholeRequests: 20, calls: 180, certified: 0, letIn: 6 })
    expect(Object.values(outside)).toEqual(Array(6).fill(200))
    expect(exitCode).toBe(0)
  })
})

interface Span {
  kind: string
  localEndpoint: { serviceName: string }
  tags: Record<string, string>
}

const isCallOf = (service: string) => (span: Span) =>
  span.kind === 'SERVER' && span.localEndpoint.serviceName.split('.')[0] === service
