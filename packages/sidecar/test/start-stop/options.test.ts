import { createServer } from 'node:http'
import { createServer as createServer2 } from 'node:http2'
import express from 'express5'
import Fastify from 'fastify5'
import { afterEach, expect, test, vi } from 'vitest'
import { gracefulServer, isReady } from '../../src/index.ts'

const still = { signals: [] }
afterEach(() => vi.unstubAllEnvs())

test.each([
  ["Node's default of 5 s", 5000, {}, 3_605_000],
  ['0, which is for ever', 0, {}, 0],
  ['more than that', 4_000_000, {}, 4_000_000],
  ['a sidecar that keeps connections for 3 s', 5000, { sidecarIdleMs: 3000 }, 8000],
  ['sidecarIdleMs: false', 5000, { sidecarIdleMs: false as const }, 5000],
])('keepAliveTimeout is raised, never lowered: %s', (_, before, options, after) => {
  const server = createServer()
  server.keepAliveTimeout = before
  expect(gracefulServer(server, { ...still, ...options })).toBe(server)
  expect(server.keepAliveTimeout).toBe(after)
})

test("a Fastify instance's server, and an HTTP/2 server, which has none", () => {
  const app = Fastify()
  expect(gracefulServer(app, still)).toBe(app)
  expect(app.server.keepAliveTimeout).toBe(3_605_000)
  expect(() => gracefulServer(createServer2(), still)).not.toThrow()
})

test('the environment sets what code does not', () => {
  vi.stubEnv('TRACEFERRY_SIDECAR_IDLE_MS', '7000')
  const server = gracefulServer(createServer(), still)
  expect(server.keepAliveTimeout).toBe(12_000)
  vi.stubEnv('TRACEFERRY_DRAIN_DELAY_MS', '28000')
  expect(() => gracefulServer(createServer(), still)).toThrow('TF021')
})

test.each([
  [
    { delayMs: 15_000, graceMs: 15_000 },
    /^TF021: delayMs 15000 \+ graceMs 15000 \+ 1000 ms to end is more than terminationGracePeriodMs 30000;/,
  ],
  [{ delayMs: 'soon' }, /^TF005: delayMs is "soon";/],
  [{ graceMs: -1 }, /^TF005/],
  [{ sidecarIdleMs: 2 ** 31 }, /^TF005/],
  [{ readiness: 'readyz' }, /^TF020: readiness is "readyz"; use a path such as/],
  [{ exit: 'no' }, /^TF008/],
  [{ signals: ['SIGKILL'] }, /^TF020: signals has "SIGKILL"/],
  [{ signal: 'SIGTERM' }, /^TF007: unknown option "signal"; options are delayMs,/],
])('%j is refused', (options, message) => {
  expect(() => gracefulServer(createServer(), options as never)).toThrow(message)
})

test('an Express app is not a server: the message says what is', () => {
  expect(() => gracefulServer(express(), still)).toThrow(
    /TF020: gracefulServer got a function, which is not a server; pass what app\.listen\(\) returned/,
  )
})

test('a process that has not been told to stop is ready', () => {
  expect(isReady()).toBe(true)
})
