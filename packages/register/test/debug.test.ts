// TRACEFERRY_DEBUG: what is captured and where it goes, and why a call carried nothing, on stderr.
import { compile, type Echo, startEcho } from '@traceferry/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runToEnd } from './run-app.ts'

let echo: Echo
beforeAll(async () => {
  compile('core', 'fetch', 'http', 'register')
  echo = await startEcho()
})
afterAll(() => echo.close())

/** Our lines, grouped by what the app announced before: `start`, and then the path of each request. */
async function linesWith(env: Record<string, string>): Promise<{ stderr: string; after: Record<string, string[]> }> {
  const { code, stderr } = await runToEnd('debug.mjs', { args: [echo.url], env })
  expect(code, stderr).toBe(0)
  const after: Record<string, string[]> = { start: [] }
  let at = 'start'
  for (const line of stderr.split('\n')) {
    if (line.startsWith('/')) {
      at = line
      after[at] = []
    } else if (line.startsWith('traceferry: ')) after[at]?.push(line.slice('traceferry: '.length))
  }
  return { stderr, after }
}

/** Without what is said of the test's own requests to the app. */
const ofUpstream = (lines: readonly string[] | undefined) =>
  lines?.filter((line) => line.includes(`:${echo.port} `)).map((line) => line.replace(`:${echo.port}`, ''))

const UNASKED = "it was made outside a request, or before traceferry's line in it"

test('at the start: each option and its source; for each call: what it got, or why it got nothing', async () => {
  const { stderr, after } = await linesWith({
    TRACEFERRY_DEBUG: 'true',
    TRACEFERRY_HEADERS: 'end-user,x-team-*',
    TRACEFERRY_EXPIRES_AFTER_MS: '0',
  })
  const { start = [] } = after
  expect(start[0]).toMatch(/^version \d+\.\d+\.\d+ in file:\/\/\/.*\/core\/.*\.js, Node\.js [\d.]+, process \d+$/)
  expect(start).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^formats: request-id, w3c, .* \(default\)$/),
      'headers: end-user,x-team-* (TRACEFERRY_HEADERS)',
      'targets: none (default)',
      'trust: everybody (default)',
      'expiresAfterMs: 0 (TRACEFERRY_EXPIRES_AFTER_MS)',
      expect.stringMatching(/^forwards to hosts inside the mesh: names without a dot, \*\.svc, \*\.cluster\.local, /),
      'wraps the calls of node:http, node:https, node:http2, built-in fetch and undici',
    ]),
  )
  // fetch, node:http and undici, each once, though an agent, its pool and its client all see a call.
  expect(ofUpstream(start)).toEqual(Array(3).fill(`http://127.0.0.1 gets nothing: ${UNASKED}`))
  expect(start.filter((line) => line.endsWith(UNASKED))).toHaveLength(4) // and node:http2
  expect(ofUpstream(after['/inside'])).toEqual(['http://127.0.0.1 gets x-request-id'])
  expect(ofUpstream(after['/outside'])).toEqual([
    'http://api.partner.example gets nothing: the host is outside the mesh, and `targets` does not list it',
  ])
  expect(ofUpstream(after['/own'])).toEqual([
    'http://127.0.0.1 gets nothing: the caller, or a tracer in this process, sets these headers itself',
  ])
  expect(ofUpstream(after['/signed'])).toEqual(['http://127.0.0.1 gets nothing: signed request'])
  expect(ofUpstream(after['/bare'])).toEqual([
    'http://127.0.0.1 gets nothing: its request had no header that is captured',
  ])
  expect(ofUpstream(after['/late'])).toEqual([
    'http://127.0.0.1 gets nothing: its request was over for longer than `expiresAfterMs`',
  ])
  // One and the same line: one of /inside, nine of these.
  expect(ofUpstream(after['/often'])).toHaveLength(9)
  expect(ofUpstream(after['/often'])?.at(-1)).toBe(
    'http://127.0.0.1 gets x-request-id (printed 10 times, and not again)',
  )
  expect(stderr).not.toMatch(/value-of|a-path|query/)
})

test('NODE_DEBUG=traceferry does the same, and among others, too', async () => {
  const { after } = await linesWith({ NODE_DEBUG: 'nothing,traceferry' })
  expect(ofUpstream(after['/inside'])).toEqual(['http://127.0.0.1 gets x-request-id'])
})

test.each([
  {},
  { TRACEFERRY_DEBUG: 'false' },
  { TRACEFERRY_DEBUG: '0', NODE_DEBUG: 'traceferry' },
  { NODE_DEBUG: 'nothing' },
])('%j: not a line', async (env) => {
  const { stderr } = await linesWith(env as Record<string, string>)
  expect(stderr).not.toContain('traceferry: ')
})

test('switched off, it says so, and nothing else', async () => {
  const { after } = await linesWith({ TRACEFERRY_DEBUG: 'true', TRACEFERRY_DISABLED: 'true' })
  const { start = [], ...requests } = after
  expect(start[1]).toBe('disabled by TRACEFERRY_DISABLED: nothing is captured, forwarded or patched')
  expect(start).toHaveLength(2)
  expect(Object.values(requests).flat()).toEqual([])
})
