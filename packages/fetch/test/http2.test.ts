import { execFileSync } from 'node:child_process'
import http2, { connect as early } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { capture, createPolicy, run, withoutForwarding } from '@traceferry/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { install, uninstall } from '../src/index.ts'

const traceparent = '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'
const server = http2.createServer()
let url: string

beforeAll(async () => {
  install()
  await Promise.resolve()
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200 })
    setTimeout(() => stream.end(JSON.stringify(headers)), Math.random() * 4)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  uninstall()
  server.close()
})

type Headers = Record<string, string>

async function ask(session: http2.ClientHttp2Session, headers?: object): Promise<Headers> {
  let body = ''
  for await (const chunk of session.request(headers as never)) body += chunk
  return JSON.parse(body)
}

const within = <R>(id: string, fn: () => R): R =>
  run(capture(['x-request-id', id, 'traceparent', traceparent, 'tracestate', 'rojo=1'], createPolicy({}, {})), fn)

describe('http2.connect().request()', () => {
  test('carries the captured headers, with and without headers of its own', async () => {
    const session = http2.connect(url)
    expect(await within('a', () => ask(session))).toMatchObject({ 'x-request-id': 'a', traceparent, ':path': '/' })
    const mine = Object.freeze({ ':path': '/x', accept: 'text/plain' })
    expect(await within('b', () => ask(session, mine))).toMatchObject({
      'x-request-id': 'b',
      ':path': '/x',
      accept: 'text/plain',
    })
    expect(mine).toEqual({ ':path': '/x', accept: 'text/plain' })
    session.close()
  })

  test('through a name imported before install', async () => {
    const session = early(new URL(url))
    expect(await within('c', () => ask(session))).toMatchObject({ 'x-request-id': 'c' })
    session.close()
  })

  test('on a session that was connected before install', async () => {
    uninstall()
    const session = http2.connect(url)
    await new Promise((resolve) => session.once('connect', resolve))
    install()
    expect(await within('c', () => ask(session))).toMatchObject({ 'x-request-id': 'c', traceparent })
    expect(await within('c', () => ask(session, { ':authority': 'evil.example' }))).not.toHaveProperty('x-request-id')
    session.close()
  })

  test('leaves a family to the caller, and all to withoutForwarding, to outside authorities and to no request at all', async () => {
    const session = http2.connect(url)
    const own = '00-11111111111111111111111111111111-2222222222222222-01'
    const seen = await within('d', () => ask(session, { Traceparent: own }))
    expect(seen).toMatchObject({ traceparent: own, 'x-request-id': 'd' })
    expect(seen).not.toHaveProperty('tracestate')
    expect(await within('e', () => withoutForwarding(() => ask(session)))).not.toHaveProperty('x-request-id')
    expect(await within('f', () => ask(session, { ':authority': 'evil.example' }))).not.toHaveProperty('x-request-id')
    expect(await ask(session)).not.toHaveProperty('x-request-id')
    session.close()
  })

  test("grpc-js is left to its own interceptor, because it sends from a queue; Connect's gRPC has none", async () => {
    const session = http2.connect(url)
    const grpc = { 'content-type': 'application/grpc' }
    const queued = await within('g', () => ask(session, { ...grpc, 'user-agent': 'mine grpc-node-js/1.14.7' }))
    expect(queued).not.toHaveProperty('x-request-id')
    const direct = await within('g', () => ask(session, { ...grpc, 'user-agent': 'connect-es/2.3.0' }))
    expect(direct['x-request-id']).toBe('g')
    session.close()
  })

  test('200 requests at once on one session: none carries another ones id', async () => {
    const session = http2.connect(url)
    const ids = Array.from({ length: 200 }, (_, i) => `r-${i}`)
    const seen = await Promise.all(
      ids.map((id) => within(id, () => new Promise((r) => setTimeout(r, Math.random() * 5)).then(() => ask(session)))),
    )
    expect(seen.map((headers) => headers['x-request-id'])).toEqual(ids)
    session.close()
  })

  test('uninstall puts everything back', () => {
    uninstall()
    const session = http2.connect(url)
    expect(http2.connect.toString()).not.toContain('origins')
    expect(Object.getPrototypeOf(session).request.toString()).not.toContain('withForwarded')
    session.close()
    install()
  })
})

test('install does not load node:http2 where Node tells of its loading', () => {
  const code = `import { install } from '@traceferry/fetch'; install(); console.log(process.moduleLoadList.includes('NativeModule http2'))`
  const out = execFileSync(process.execPath, ['--input-type=module', '--conditions=default', '-e', code], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  expect(out.trim()).toBe(String(process.version.startsWith('v20.')))
})
