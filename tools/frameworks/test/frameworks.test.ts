// The frameworks that are started, the page that shows them, and a count that can fail.
import { existsSync, readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { listen } from '@traceferry/testkit'
import { expect, test } from 'vitest'
import { ask } from '../../runtimes/ask.js'
import { startUpstream } from '../../runtimes/upstream.js'
import { frameworks } from '../frameworks.js'
import { keyOf } from '../installed.js'

const page = readFileSync(new URL('../../../docs/frameworks.md', import.meta.url), 'utf8')

test('each framework has a file of its own, exact versions, and a name for the command line', () => {
  for (const { file, packages } of frameworks) {
    expect(existsSync(new URL(`../apps/${file}`, import.meta.url)), file).toBe(true)
    for (const version of Object.values(packages)) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  }
  expect(new Set(frameworks.map(keyOf)).size).toBe(frameworks.length)
})

test('the page shows each of them, and no call without its ids or with wrong ones', () => {
  const rows = [...page.matchAll(/^\| ([^|]+) \| `([^`]+)` \| (\d+) \| (\d+) \| (\d+) \|$/gm)]
  expect(rows.map(([, name]) => name)).toEqual(frameworks.map(({ name }) => name))
  for (const [, name, line, own, none, wrong] of rows) {
    const framework = frameworks.find((one) => one.name === name)
    expect(line).toBe(framework?.line)
    const { callsEach = 4 } = framework ?? {}
    expect([name, Number(own), Number(none), Number(wrong)]).toEqual([name, 100 * callsEach, 0, 0])
  }
})

test.each([
  ['nothing', (): string[] => [], { own: 0, none: 20, wrong: 0 }],
  ['the ids of another request', (_own: string[], first: string[]) => first, { own: 1, none: 0, wrong: 19 }],
  ['its ids twice', (own: string[]) => [...own, ...own], { own: 0, none: 0, wrong: 20 }],
  ['its own ids', (own: string[]) => own, { own: 20, none: 0, wrong: 0 }],
])('a service that sends %s is counted as what it is', async (_, headersOf, expected) => {
  const upstream = await startUpstream()
  let first: string[] | undefined
  const service = await listen(
    createServer((incoming, outgoing) => {
      const own = incoming.rawHeaders.filter((_text, i, all) =>
        ['x-request-id', 'traceparent'].includes(String(all[i - (i % 2)]).toLowerCase()),
      )
      first ??= own
      // `request` takes the raw list only with all that it would add itself.
      const headers = ['host', 'upstream', ...headersOf(own, first)]
      request(`${upstream.origin}${incoming.url}`, { headers }, (answer) => answer.pipe(outgoing)).end()
    }),
  )
  const port = Number(new URL(service.url).port)
  const counts = await ask({ port, upstream, clients: ['any'], requests: 20, callsEach: 1 })
  await service.close()
  upstream.close()
  expect(counts.get('any')).toMatchObject({ ...expected, missing: 0, failures: [] })
})
