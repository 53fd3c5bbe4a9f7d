import { EventEmitter, on } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { bind, run, snapshot } from '@traceferry/core'
import axios, { type AxiosError, type InternalAxiosRequestConfig } from 'axios'
import DataLoader from 'dataloader'
import { describe, expect, test } from 'vitest'
import { cross, type Hand, REQUESTS, type Tally } from './pools/cross.ts'
import { libraries } from './pools/libraries.ts'

// Libraries that keep work for later: whose headers do its calls carry? Without a fix as measured on Node 20, 22, 24 and 26, so
// that a change in a library shows, and with the fix in docs/recipes/pools.md.

const allOwn: Tally = { own: REQUESTS, none: 0, wrong: 0 }

describe.concurrent.each(Object.entries(libraries))('%s', (_, { make, without }) => {
  test(`without a cure: ${without}`, async () => expectState(await cross(make), without))
  test('with bind: own', async () => expect(await cross(make, true)).toEqual(allOwn))
})

describe.concurrent('a loop that the first request starts', () => {
  /** Takes jobs as they come; it runs in the context that starts it. */
  const looping = (start: (loop: () => void) => void) => () => {
    const jobs = new EventEmitter()
    let started = false
    const loop = async () => {
      for await (const [job] of on(jobs, 'job')) job()
    }
    const hand: Hand = (task) => {
      if (!started) start(() => void loop())
      started = true
      return new Promise((resolve, reject) => jobs.emit('job', () => void task().then(resolve, reject)))
    }
    return hand
  }

  test("without a cure: the first one's", async () => {
    expect(await cross(looping((loop) => loop()))).toEqual({ own: 1, none: 0, wrong: REQUESTS - 1 })
  })
  test('started outside of any request: none', async () => {
    expect(await cross(looping((loop) => run(undefined, loop)))).toEqual({ own: 0, none: REQUESTS, wrong: 0 })
  })
  test('and with bind: own', async () => {
    expect(
      await cross(
        looping((loop) => run(undefined, loop)),
        true,
      ),
    ).toEqual(allOwn)
  })
})

describe.concurrent('axios: calls replayed after a refresh', () => {
  type Replay = () => void
  const refreshing = (keep: (replay: Replay) => Replay) => () => {
    const client = axios.create({ adapter: 'http' })
    let waiting: Replay[] | undefined
    client.interceptors.response.use(undefined, async (error: AxiosError) => {
      const config = error.config as InternalAxiosRequestConfig & { replayed?: boolean }
      if (error.response?.status !== 401 || config.replayed) throw error
      config.replayed = true
      if (waiting !== undefined) {
        const mine = waiting
        return new Promise((resolve) => mine.push(keep(() => resolve(client(config)))))
      }
      waiting = []
      await sleep(50)
      const all = waiting
      waiting = undefined
      for (const replay of all) replay()
      return client(config)
    })
    const hand: Hand = async (_, upstream, path) => {
      upstream.on(path, {
        answer: (_request, response) => response.writeHead(upstream.seen(path).length === 1 ? 401 : 200).end(),
      })
      await client.get(upstream.url + path)
    }
    return hand
  }

  test('without a cure: wrong', async () => expectState(await cross(refreshing((replay) => replay)), 'wrong'))
  test('with bind: own', async () => {
    expect(await cross(refreshing(bind))).toEqual({ own: 2 * REQUESTS, none: 0, wrong: 0 })
  })
})

describe.concurrent('dataloader: a loader that requests share', () => {
  const loading = (around: (batch: () => Promise<unknown>) => Promise<unknown>) => () => {
    let asked = 0
    let all: () => void = () => {}
    const here = new Promise<void>((resolve) => {
      all = resolve
    })
    let path = ''
    let url = ''
    const loader = new DataLoader<string, string>(async (keys) => {
      await around(async () => (await fetch(url + path)).text())
      return keys
    })
    const hand: Hand = async (_, upstream, mine) => {
      if (++asked === REQUESTS) all()
      await here
      url = upstream.url
      path = mine
      await loader.load(mine)
    }
    return hand
  }

  test('without a cure the one call of the batch goes by a request that knows nothing of the others', async () => {
    expect(await cross(loading((batch) => batch()))).toMatchObject({ none: 0 })
  })
  test('with run(undefined, ...) it belongs to none', async () => {
    expect(await cross(loading((batch) => run(undefined, batch)))).toEqual({ own: 0, none: 1, wrong: 0 })
  })
})

test('snapshot, for many functions of one request', async () => {
  const handing = () => {
    const gate = new EventEmitter().setMaxListeners(0)
    let waiting = 0
    const hand: Hand = (task) => {
      const inRequest = snapshot()
      const answered = new Promise<void>((resolve, reject) =>
        gate.once('open', () => void inRequest(task).then(resolve, reject)),
      )
      if (++waiting === REQUESTS) gate.emit('open')
      return answered
    }
    return hand
  }
  expect(await cross(handing)).toEqual(allOwn)
})

function expectState(tally: Tally, state: 'own' | 'none' | 'wrong'): void {
  const calls = tally.own + tally.none + tally.wrong
  expect(calls).toBeGreaterThanOrEqual(REQUESTS)
  if (state === 'wrong') expect(tally.wrong, JSON.stringify(tally)).toBeGreaterThan(0)
  else expect(tally[state], JSON.stringify(tally)).toBe(calls)
}
