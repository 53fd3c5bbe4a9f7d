import { capture, createPolicy, type Options, run, withoutForwarding } from '@traceferry/core'
import { type Guard, setAppPolicy, setGuard } from '@traceferry/core/internal'
import { describe, expect, test, vi } from 'vitest'
import { type RetryOptions, retries } from '../../src/index.ts'

const orders = 'http://orders:8080/'
const partner = 'https://api.partner.example/'
const unavailable = { status: 503, headers: { 'content-type': 'application/json' } }
const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' })

test('the mesh owns the calls that a sidecar sees, and the app all others', () => {
  const mesh = retries({ retryOwner: 'mesh' })
  expect([mesh.limitFor(orders), mesh.limitFor(partner)]).toEqual([0, 2])
  expect(mesh.shouldRetry(unavailable, { url: orders, retried: 0 })).toBe(false)
  expect(mesh.shouldRetry(unavailable, { url: partner, retried: 0 })).toBe(true)
  const app = retries({ retryOwner: 'app', limit: 4 })
  expect([app.limitFor(orders), app.limitFor(partner)]).toEqual([4, 4])
  expect(app.shouldRetry(unavailable, { url: orders, retried: 3 })).toBe(true)
  expect(app.shouldRetry(unavailable, { url: orders, retried: 4 })).toBe(false)
})

test('a POST is repeated only when it cannot have been done, or does no harm', () => {
  const { shouldRetry } = retries({ retryOwner: 'app' })
  const post = { url: orders, method: 'post', retried: 0 }
  expect(shouldRetry(unavailable, post)).toBe(false)
  expect(shouldRetry(refused, post)).toBe(true)
  expect(shouldRetry(unavailable, { ...post, idempotent: true })).toBe(true)
})

/** A guard that limits nothing. */
const open: Guard = {
  arrived: () => undefined,
  refusal: () => undefined,
  limits: () => [],
  watch: () => undefined,
  remaining: () => undefined,
  streams: false,
}

test('inside a request a call is repeated while its deadline leaves more time than the wait', () => {
  const { shouldRetry } = retries({ retryOwner: 'app' })
  const wait = { status: 503, headers: { ...unavailable.headers, 'retry-after': '2' } }
  const repeated = (remaining?: number) => {
    const removeGuard = remaining === undefined ? () => {} : setGuard({ ...open, remaining: () => remaining })
    try {
      return run(capture(['x-request-id', 'r-1'], createPolicy({})), () =>
        shouldRetry(wait, { url: orders, retried: 0 }),
      )
    } finally {
      removeGuard()
    }
  }
  expect([repeated(), repeated(2001), repeated(2000), repeated(0)]).toEqual([true, true, false, false])
})

test('what cannot be helped is not repeated', () => {
  const { shouldRetry } = retries({ retryOwner: 'app' })
  const get = { url: orders, retried: 0 }
  const headers = unavailable.headers
  expect(shouldRetry({ status: 404, headers }, get)).toBe(false)
  expect(shouldRetry({ status: 200, headers }, get)).toBe(false)
  expect(shouldRetry({ status: 503, headers: { ...headers, 'x-envoy-overloaded': 'true' } }, get)).toBe(false)
  expect(shouldRetry({ status: 503, headers: { ...headers, 'x-envoy-attempt-count': '3' } }, get)).toBe(false)
  expect(shouldRetry({ status: 503, headers: { ...headers, 'retry-after': '60' } }, get)).toBe(false)
})

test('the pause is what Retry-After says, else random and longer each time', () => {
  const { delayMs } = retries({ retryOwner: 'app', maxDelayMs: 400 })
  expect(delayMs({ status: 503, headers: { 'retry-after': '3' } }, { retried: 0 })).toBe(3000)
  const longest = (retried: number) => Math.max(...Array.from({ length: 200 }, () => delayMs(refused, { retried })))
  expect(longest(0)).toBeLessThanOrEqual(25)
  expect(longest(2)).toBeGreaterThan(100)
  expect(longest(20)).toBeLessThanOrEqual(400)
})

test('somebody must own them', () => {
  expect(() => retries()).toThrow('TF030: retryOwner is missing; set retryOwner to "mesh" or "app"')
  expect(() => retries({ retryOwner: 'both' as never })).toThrow('TF030: retryOwner is "both"')
  expect(() => retries({ retryOwner: 'app', limit: -1 })).toThrow('TF005: limit is -1')
  expect(() => retries({ owner: 'app' } as never)).toThrow('TF007: unknown option "owner"')
  process.env.TRACEFERRY_RETRY_OWNER = 'both'
  try {
    expect(() => retries()).toThrow('TF030: TRACEFERRY_RETRY_OWNER is "both"; use mesh, app')
    process.env.TRACEFERRY_RETRY_OWNER = 'mesh'
    expect(retries().retryOwner).toBe('mesh')
  } finally {
    delete process.env.TRACEFERRY_RETRY_OWNER
  }
})

describe('what is inside the mesh', () => {
  const url = 'http://orders.shop.svc.mesh.example:8080/'
  const inRequest = <R>(options: Options, fn: () => R): R =>
    run(capture(['x-request-id', 'r-1'], createPolicy(options)), fn)

  test('the line of the request says it', () => {
    const { limitFor } = retries({ retryOwner: 'mesh' })
    expect(limitFor(url)).toBe(2)
    inRequest({ clusterDomain: 'mesh.example' }, () => {
      expect(limitFor(url)).toBe(0)
      expect(withoutForwarding(() => limitFor(url))).toBe(0)
    })
    expect(inRequest({}, () => limitFor(url))).toBe(2)
  })

  test('where there is no line, the environment says it', async () => {
    process.env.TRACEFERRY_CLUSTER_DOMAIN = 'mesh.example'
    vi.resetModules()
    try {
      const { retries } = await import('../../src/index.ts')
      const { limitFor } = retries({ retryOwner: 'mesh' })
      expect([limitFor(url), withoutForwarding(() => limitFor(url))]).toEqual([0, 0])
    } finally {
      delete process.env.TRACEFERRY_CLUSTER_DOMAIN
    }
  })

  test("the app's line says it outside of any request, too", () => {
    const { limitFor } = retries({ retryOwner: 'mesh' })
    expect(limitFor(url)).toBe(2)
    setAppPolicy({ clusterDomain: 'mesh.example' })
    expect(limitFor(url)).toBe(0)
    setAppPolicy({})
    expect(limitFor(url)).toBe(2)
  })

  test('a URL that cannot be read is left to the mesh, and throws nothing', () => {
    expect(retries({ retryOwner: 'mesh' }).limitFor('/relative')).toBe(0)
    expect(retries({ retryOwner: 'app' }).limitFor('/relative')).toBe(2)
  })

  test('an option that is wrong is told at start-up', () => {
    expect(() => retries({ retryOwer: 'app' } as RetryOptions)).toThrow('retryOwner, limit, maxDelayMs')
  })
})
