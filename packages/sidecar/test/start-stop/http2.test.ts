import { connect } from 'node:http2'
import { compile, selfSigned } from '@traceferry/testkit'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectHttp2, type RawHttp2 } from './raw-http2.ts'
import { type App, runApp } from './run-app.ts'

const tls = selfSigned()
let app: App
let client: RawHttp2 | undefined
beforeAll(() => compile('core', 'sidecar'))
afterEach(async () => {
  client?.destroy()
  await app.stop()
})

async function start(kind: string, options: object): Promise<string> {
  app = runApp('server.mjs', { args: [kind, JSON.stringify(options)], env: { KEY: tls.key, CERT: tls.cert } })
  return `${kind === 'http2' ? 'http' : 'https'}://127.0.0.1:${await app.line('port ')}`
}

describe.each(['http2', 'http2 with TLS'])('%s at SIGTERM', (kind) => {
  test('requests are served to the end of the delay; then GOAWAY names the last, and what runs is ended', async () => {
    client = await connectHttp2(await start(kind, { delayMs: 500, graceMs: 5000 }))
    expect(await client.request()).toBe('200')
    const told = client.goaway()
    app.kill('SIGTERM')
    await app.line('drain')
    expect(await Promise.all([client.request(), client.request()])).toEqual(['200', '200'])
    expect(client.goaways).toEqual([])
    const slow = client.request('/slow')
    await told
    // Streams 1, 3, 5 and 7 were taken; what comes now was not, and its caller can know that.
    expect(client.goaways).toEqual([7])
    const crossing = client.request()
    expect(await slow).toBe('200')
    expect(await crossing).toBe('connection closed')
    expect(await app.ended).toBe(0)
    expect(app.output()).not.toContain('Warning')
  })

  test("a request that runs when the delay is over is ended; Node's own client sees an orderly end", async () => {
    const session = connect(await start(kind, { delayMs: 100, graceMs: 5000 }), { rejectUnauthorized: false })
    const errors: Error[] = []
    session.on('error', (error) => errors.push(error))
    const stream = session.request({ ':path': '/slow' })
    const status = new Promise((resolve) => stream.on('response', (headers) => resolve(headers[':status'])))
    stream.resume()
    await app.line('slow')
    app.kill('SIGTERM')
    expect(await status).toBe(200)
    expect(await app.ended).toBe(0)
    expect(errors).toEqual([])
    session.destroy()
  })
})
