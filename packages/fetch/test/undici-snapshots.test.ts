import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explain } from '@traceferry/core'
import { install, interceptor, uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, startEcho, within } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Copy, type Dispatcher, eachUndici } from './undici.ts'

// undici's SnapshotAgent (7 and 8) records answers in one run of a test suite and replays them in the next, where the
// ids of every request are others. So the ids must go over the wire while it records, and stay out of its keys.

interface Options {
  mode: 'record' | 'playback'
  snapshotPath: string
  ignoreHeaders?: readonly string[]
  matchHeaders?: readonly string[]
}
type SnapshotAgent = Dispatcher & { loadSnapshots(): Promise<void> }
type Call = (url: string, agent: SnapshotAgent) => Promise<string>

let echo: Echo
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'traceferry-snapshots-'))
  echo = await startEcho()
})
beforeEach(() => void install())
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  rmSync(folder, { recursive: true, force: true })
  await echo.close()
})

const lines = Number(process.versions.node.split('.')[0])

await eachUndici((undici, major) => {
  if (major < 7) return void test.skip('undici 6 has no SnapshotAgent', () => {})
  const { SnapshotAgent } = undici as Copy & { SnapshotAgent: new (options: Options) => SnapshotAgent }
  const before = undici.getGlobalDispatcher()
  afterEach(() => undici.setGlobalDispatcher(before))

  const text = async (url: string, dispatcher?: Dispatcher) =>
    (await undici.request(url, dispatcher && { dispatcher })).body.text()
  const own = { accept: 'text/plain', 'x-own': '1' }
  const ways: Record<string, Call> = {
    'undici.request': text,
    'undici.fetch': async (url, dispatcher) => (await undici.fetch(url, { dispatcher, headers: own })).text(),
    'a composed one': (url, agent) => text(url, agent.compose(undici.interceptors.retry())),
    'the global one of undici.request': (url, agent) => {
      undici.setGlobalDispatcher(agent)
      return text(url)
    },
    'the global one of built-in fetch': async (url, agent) => {
      undici.setGlobalDispatcher(agent)
      return (await fetch(url, { headers: own })).text()
    },
    // undici 8 speaks to fetch of Node 26 and later, and lets no older one finish, with traceferry or without.
    ...((major < 8 || lines >= 26) && {
      'built-in fetch': async (url: string, dispatcher: Dispatcher) =>
        (await fetch(url, { dispatcher, headers: own } as never)).text(),
    }),
  }

  async function twice(name: string, call: Call, options: Partial<Options> = {}) {
    const path = `/${major}/${encodeURIComponent(name)}`
    const snapshotPath = join(folder, `${major}-${name}.json`)
    const recording = new SnapshotAgent({ mode: 'record', snapshotPath, ...options })
    const first = await within(headersOf(1), () => call(echo.url + path, recording))
    await recording.close()
    const replaying = new SnapshotAgent({ mode: 'playback', snapshotPath, ...options })
    await replaying.loadSnapshots()
    const second = await within(headersOf(2), () => call(echo.url + path, replaying)).catch(
      (error: Error) => `fails: ${(error.cause as Error | undefined)?.message ?? error.message}`,
    )
    await replaying.close()
    return { first, second, path, recorded: readFileSync(snapshotPath, 'utf8') }
  }

  describe('SnapshotAgent: what one request recorded, another replays', () => {
    for (const [name, call] of Object.entries(ways)) {
      test(name, async () => {
        const { first, second, path, recorded } = await twice(name, call)
        // One call over the wire, with the ids of the request that recorded it.
        expectCarried(echo.seen(path), headersOf(1))
        expect(second).toBe(first)
        expect(recorded).not.toContain('request-1')
      })
    }
  })

  // Where the ids are put on above the agent, by hand, they are part of the call that it sees.
  const above: Call = (url, agent) => text(url, agent.compose(interceptor()))
  const names = headersOf(1).filter((_, i) => i % 2 === 0)

  describe('SnapshotAgent below the interceptor', () => {
    beforeEach(uninstall)
    test('a replay finds nothing, as the ids are in the key', async () => {
      expect((await twice('in the key', above)).second).toContain('No snapshot found')
    })
    test('ignoreHeaders keeps them out of it', async () => {
      const { first, second, path } = await twice('ignored', above, { ignoreHeaders: names })
      expectCarried(echo.seen(path), headersOf(1))
      expect(second).toBe(first)
    })
    test('matchHeaders, too', async () => {
      const { first, second } = await twice('matched', above, { matchHeaders: ['accept'] })
      expect(second).toBe(first)
    })
  })

  test('explain knows that its calls are decided', async () => {
    const agent = new SnapshotAgent({ mode: 'record', snapshotPath: join(folder, `${major}-explained.json`) })
    const { rule } = within(headersOf(1), () => explain(echo.url, { dispatcher: agent }))
    expect(rule).toContain('inside the mesh')
    await agent.close()
  })
})
