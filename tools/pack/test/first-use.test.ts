import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { listen } from '../../shared/listen.js'
import { crowdFaults } from '../crowd-faults.js'
import { folders } from '../folders.js'
import { kindOf, stepsOf, withoutLine } from '../page-steps.js'
import { canaries, startUpstream } from '../upstream.js'

// What `npm run tool -- first-use` reads out of the pages, and what it sees on the wire. The folders themselves take minutes.

describe.each(folders.map((entry) => [entry.name, entry] as const))('the page for %s', (_, entry) => {
  const steps = stepsOf(entry)
  const files = steps.flatMap(({ file, code }) => (file === undefined ? [] : [{ file, code: code ?? '' }]))

  test('has a test, a start and a request, and packages of ours to install before them', () => {
    const kinds = steps.flatMap(({ kind }) => kind ?? [])
    expect(kinds).toEqual(expect.arrayContaining(['install', 'test', 'start', 'ask']))
    const first = steps.find(({ command }) => command?.includes('@traceferry/'))
    expect(first?.kind).toBe('install')
    expect(kinds.indexOf('start')).toBeLessThan(kinds.indexOf('ask'))
  })

  test('has a line to take out, which no test of it has', () => {
    const changed = files.filter(({ file, code }) => withoutLine(file, code) !== code)
    expect(changed.length).toBeGreaterThan(0)
    for (const { file, code } of changed) {
      const left = withoutLine(file, code).replace(/^(\/\/|<!--) .*\n/, '')
      expect(left, file).not.toContain('traceferry')
    }
    expect(files.some(({ code }) => code.includes("'@traceferry/testing'"))).toBe(true)
  })

  test('names ports that this machine can replace', () => {
    const code = files.map((file) => file.code).join('\n')
    expect(code).toMatch(/8081/)
    expect(steps.map(({ command = '' }) => command).join('\n') + code).toMatch(/8080/)
  })
})

test.each([
  ['npm install express', 'install'],
  ['npm install --save-dev jest', 'install'],
  ['yarn workspace shop add --dev @traceferry/testing', 'install'],
  ['npx jest', 'test'],
  ['pnpm --filter shop exec node --test forwards.test.mjs', 'test'],
  ['PORT=8080 node ../image/server.js &', 'start'],
  ["curl -H 'x-request-id: a' http://localhost:8080/", 'ask'],
  ['npx next build', 'build'],
])('%s is a command to %s', (command, kind) => {
  expect(kindOf(command)).toBe(kind)
})

describe('many requests at once', () => {
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })

  /** A service that makes one call a request, with what `headersOf` makes of the inbound ones. */
  async function faultsOf(headersOf: (inbound: IncomingHttpHeaders) => IncomingHttpHeaders, line = true) {
    const upstream = await startUpstream()
    const names = Object.keys(canaries())
    const server = createServer((inbound, response) => {
      const all = headersOf(inbound.headers)
      const headers = Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])))
      request(upstream.url, { headers }, (answer) => answer.resume().on('end', () => response.end('ok'))).end()
    })
    const port = await listen(server)
    closing.push(
      () => server.close(),
      () => upstream.close(),
    )
    return crowdFaults({ name: 'service', failure: () => undefined }, `http://127.0.0.1:${port}/`, upstream, line)
  }

  test('whose headers all arrive with their own call have no fault', async () => {
    expect(await faultsOf((headers) => headers)).toEqual([])
  })

  test("show a call with another request's headers", async () => {
    let before: IncomingHttpHeaders = {}
    const mixed = (headers: IncomingHttpHeaders) => {
      const other = { ...headers, traceparent: before.traceparent }
      before = headers
      return other
    }
    expect((await faultsOf(mixed)).join()).toMatch(/traceparent was 00-\w+-\w+-01 instead of 00-/)
  })

  test('show a request whose headers go out twice', async () => {
    let first: IncomingHttpHeaders | undefined
    const stuck = (headers: IncomingHttpHeaders) => {
      if (headers['x-request-id'] === undefined) return headers
      first ??= headers
      return first
    }
    expect((await faultsOf(stuck)).join()).toMatch(/of no request or for the second time/)
  })

  test('show calls without headers, and with headers where there shall be none', async () => {
    expect((await faultsOf(() => ({}))).join()).toMatch(/x-request-id was absent/)
    expect(await faultsOf(() => ({}), false)).toEqual([])
    expect((await faultsOf((headers) => headers, false)).join()).toMatch(/instead of absent/)
  })
})
