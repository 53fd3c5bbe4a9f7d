import { setTimeout as sleep } from 'node:timers/promises'
import { compile, connectRaw, requestRaw, requestText, selfSigned } from '@traceferry/testkit'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type App, runApp } from './run-app.ts'

const tls = selfSigned()
const env = { KEY: tls.key, CERT: tls.cert }
const upgrade =
  'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
const times = { delayMs: 600, graceMs: 5000 }

let app: App
beforeAll(() => compile('core', 'sidecar'))
afterEach(() => app.stop())

async function start(kind: string, options: object = times): Promise<string> {
  app = runApp('server.mjs', { args: [kind, JSON.stringify(options)], env })
  return `${kind.includes('https') || kind.includes('TLS') ? 'https' : 'http'}://127.0.0.1:${await app.line('port ')}`
}

const refused = (url: string) =>
  requestRaw(url).then(
    () => false,
    () => true,
  )

describe.each(['express', 'koa', 'fastify', 'http', 'https', 'http2 with TLS'])('%s, HTTP/1, at SIGTERM', (kind) => {
  test('serves on, lets go of connections, ends what it has begun, and then itself', async () => {
    const url = await start(kind)
    const kept = await connectRaw(url)
    kept.send(requestText())
    expect((await kept.answer()).head).not.toMatch(/^connection: close/im)
    const slow = requestRaw(url, { path: '/slow' })
    await app.line('slow')

    app.kill('SIGTERM')
    await app.line('drain')
    // An old connection and a new one are both served, and told to go.
    kept.send(requestText())
    for (const answer of [await kept.answer(), await requestRaw(url)]) {
      expect(answer.status).toBe(200)
      expect(answer.head).toMatch(/^connection: close/im)
    }
    const late = await slow
    expect([late.status, late.body]).toEqual([200, 'ok'])
    expect(late.head).toMatch(/^connection: close/im)
    expect(await app.ended).toBe(0)
    expect(app.output()).toMatch(/drain\nclose\n/)
    expect(app.output().includes('fastify closed')).toBe(kind === 'fastify')
    expect(app.output()).not.toContain('Warning')
    expect(await refused(url)).toBe(true)
  })
})

describe('the order', () => {
  test('the readiness path says 503 from the signal on, while requests are served', async () => {
    const url = await start('express', { ...times, readiness: '/readyz' })
    expect(await requestRaw(url, { path: '/readyz?now' })).toMatchObject({ status: 200, body: 'ready\n' })
    app.kill('SIGTERM')
    await app.line('drain')
    expect(await requestRaw(url, { path: '/readyz' })).toMatchObject({ status: 503, body: 'draining\n' })
    expect((await requestRaw(url)).status).toBe(200)
    expect(await app.ended).toBe(0)
  })

  test('a request longer than the delay is waited for, and no new one is taken', async () => {
    const url = await start('http', { delayMs: 100, graceMs: 5000 })
    const slow = requestRaw(url, { path: '/slow' })
    await app.line('slow')
    app.kill('SIGTERM')
    await vi.waitUntil(() => refused(url), { timeout: 15_000, interval: 20 })
    expect((await slow).status).toBe(200)
    expect(await app.ended).toBe(0)
  })

  test('an answer before its request has been read keeps the connection, which is not reset', async () => {
    const url = await start('http')
    const client = await connectRaw(url)
    app.kill('SIGTERM')
    await app.line('drain')
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nxxx')
    expect((await client.answer()).head).not.toMatch(/^connection: close/im)
    client.send('x'.repeat(100_000 - 3) + requestText())
    const next = await client.answer()
    expect(next.status).toBe(200)
    expect(next.head).toMatch(/^connection: close/im)
    expect(await app.ended).toBe(0)
  })

  test('SIGINT, which a person sends, has no delay; the exit code is 0', async () => {
    await start('http', { delayMs: 10_000, graceMs: 1000 })
    app.kill('SIGINT')
    expect(await app.ended).toBe(0)
  })

  test('a second SIGINT ends it at once', async () => {
    const url = await start('http', { ...times, graceMs: 10_000 })
    void requestRaw(url, { path: '/hang' }).catch(() => {})
    await app.line('hanging')
    app.kill('SIGINT')
    await app.line('drain')
    await sleep(600) // longer than npm and a terminal take to pass on one Ctrl-C, since the first one was seen
    app.kill('SIGINT')
    expect(await app.ended).toBe(130)
  })

  test('two servers stop together: neither is cut by the end of the other', async () => {
    const url = await start('two', { delayMs: 100, graceMs: 5000 })
    const metrics = `http://127.0.0.1:${await app.line('metrics ')}`
    const slow = requestRaw(metrics, { path: '/slow' })
    await app.line('slow')
    expect((await requestRaw(url)).status).toBe(200)
    app.kill('SIGTERM')
    expect((await slow).status).toBe(200)
    expect(await app.ended).toBe(0)
  })
})

describe('in one process', () => {
  test('two copies of the package stop together', async () => {
    app = runApp('copies.mjs')
    const slow = requestRaw(`http://127.0.0.1:${await app.line('port ')}`)
    await app.line('slow')
    app.kill('SIGTERM')
    expect((await slow).status).toBe(200)
    expect(await app.ended).toBe(0)
  })

  test('drain() does the same without a signal, and the process ends by itself', async () => {
    app = runApp('by-hand.mjs')
    const url = `http://127.0.0.1:${await app.line('port ')}`
    const socket = await connectRaw(url)
    socket.send(upgrade)
    expect((await socket.answer()).status).toBe(101)
    requestRaw(url, { path: '/hang' }).catch(() => {})
    await app.line('hanging')
    app.say('drain\n')
    const result = JSON.parse(await app.line('drained '))
    expect(result).toMatchObject({ cut: 1, same: true, ready: [true, false] })
    expect(await app.ended).toBe(0)
  })
})

describe('the last resort', () => {
  test('a request that hangs is cut after grace, with a warning that says so', async () => {
    const url = await start('http', { delayMs: 0, graceMs: 300 })
    const hanging = requestRaw(url, { path: '/hang' })
    hanging.catch(() => {})
    await app.line('hanging')
    app.kill('SIGTERM')
    await expect(hanging).rejects.toThrow('ended without an answer')
    expect(await app.ended).toBe(0)
    expect(app.output()).toContain('[TF025] TraceferryWarning: 1 request did not end within graceMs')
  })

  test('an open WebSocket does not hold the process beyond grace', async () => {
    const url = await start('websocket', { delayMs: 0, graceMs: 300 })
    const client = await connectRaw(url)
    client.send(upgrade)
    expect((await client.answer()).status).toBe(101)
    app.kill('SIGTERM')
    expect(await app.ended).toBe(0)
  })

  test.each(['http', 'https'])('%s: a connection on which nothing ever came does not hold it', async (kind) => {
    const url = await start(kind, { delayMs: 0, graceMs: 20_000 })
    const client = await connectRaw(url)
    await requestRaw(url)
    app.kill('SIGTERM')
    expect(await app.ended).toBe(0)
    client.destroy()
  })

  test('an onClose that throws or hangs does not hold it', async () => {
    app = runApp('hooks.mjs')
    await app.line('port ')
    app.kill('SIGTERM')
    expect(await app.ended).toBe(0)
    expect(app.output()).toContain('[TF023] TraceferryWarning: onDrain failed while draining: no queue')
  })
})
