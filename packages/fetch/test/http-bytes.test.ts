import http from 'node:http'
import { capture, createPolicy, run } from '@traceferry/core'
import { install, uninstall } from '@traceferry/fetch'
import { type Echo, startEcho } from '@traceferry/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

// Node writes a head together with the first text of a body, in the encoding of that text: a byte above 127 would become two.

const value = 'r-\xe9\xff'
let echo: Echo

beforeAll(async () => {
  install()
  echo = await startEcho()
})
afterAll(async () => {
  uninstall()
  await echo.close()
})

type Use = (request: http.ClientRequest) => void

function flushed(request: http.ClientRequest): http.ClientRequest {
  request.flushHeaders()
  return request
}

function begun(request: http.ClientRequest): http.ClientRequest {
  request.write('')
  return request
}

const ways: { [how: string]: [http.RequestOptions, Use, body?: string] } = {
  'no body': [{}, (request) => request.end()],
  'a text': [{ method: 'POST' }, (request) => request.end('b\xfcdy'), 'b\xfcdy'],
  bytes: [{ method: 'POST' }, (request) => request.end(Buffer.from('body')), 'body'],
  'flushHeaders, and no body': [{}, (request) => flushed(request).end()],
  'flushHeaders, and a text': [{ method: 'POST' }, (request) => flushed(request).end('b\xfcdy'), 'b\xfcdy'],
  'an empty text first': [{ method: 'POST' }, (request) => begun(request).end('b\xfcdy'), 'b\xfcdy'],
  'an empty text alone': [{ method: 'POST' }, (request) => request.end('')],
  'an expectation': [
    { method: 'POST', headers: { expect: '100-continue' } },
    (request) => request.on('continue', () => request.end('b\xfcdy')),
    'b\xfcdy',
  ],
}

test.each(Object.entries(ways))(
  'bytes above 127 go out as they came in, with %s',
  async (how, [options, use, body = '']) => {
    const path = `/${encodeURIComponent(how)}`
    const captured = capture(['x-request-id', value, 'baggage', `user=${value}`], createPolicy({}, {}))
    await new Promise<void>((resolve, reject) =>
      run(captured, () => {
        const request = http.request(echo.url + path, options, (answer) => answer.resume().on('end', resolve))
        use(request.on('error', reject))
      }),
    )
    const [call] = echo.seen(path)
    expect([call?.all('x-request-id'), call?.all('baggage'), call?.body]).toEqual([[value], [`user=${value}`], body])
  },
)
