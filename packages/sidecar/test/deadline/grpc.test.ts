import * as grpc from '@grpc/grpc-js'
import { interceptor, traceferry } from '@traceferry/grpc'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { call, Orders, serve } from '../../../grpc/test/services.ts'
import { isDeadlineExceeded, remainingMs } from '../../src/index.ts'
import { world } from './app.ts'

type Service = Awaited<ReturnType<typeof serve>>

const here = world()
const insecure = grpc.credentials.createInsecure()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

let leaf: Service
let middle: Service
let onward: grpc.Client
let client: grpc.Client
let act: () => Promise<unknown>
const seen: (number | undefined)[] = []

beforeAll(async () => {
  const own = { interceptors: [traceferry()] }
  leaf = await serve(async () => {
    seen.push(remainingMs())
    await sleep(400)
    return {}
  }, own)
  onward = new Orders(leaf.address, insecure, { interceptors: [interceptor()] })
  middle = await serve(() => act(), own)
  client = new Orders(middle.address, insecure)
})
afterEach(() => seen.splice(0))
afterAll(() => {
  for (const one of [onward, client, middle, leaf]) one.close()
})

/** One unary call to the service in the middle, with a deadline if that is given. */
function ask(ms?: number): { done: Promise<grpc.ServiceError>; cancel(): void } {
  let cancel = () => {}
  const done = new Promise<grpc.ServiceError>((resolve, reject) => {
    const options = ms === undefined ? {} : { deadline: Date.now() + ms }
    const unary = (client as unknown as Record<string, (...args: unknown[]) => grpc.ClientUnaryCall>).unary
    const made = unary?.call(client, {}, options, (error: Error | null, answer: never) =>
      error === null ? resolve(answer) : reject(error),
    )
    cancel = () => made?.cancel()
  })
  return { done, cancel }
}

test('a gRPC deadline crosses the service, and ends its calls as gRPC does', async () => {
  here.limit()
  const ends: unknown[] = []
  act = async () => {
    const error = await call(onward, 'unary').then(
      () => undefined,
      (reason) => reason,
    )
    ends.push(error?.code)
    const late = await call(onward, 'unary').then(
      () => undefined,
      (reason) => reason,
    )
    ends.push(late?.code)
    return {}
  }
  const error = await ask(200).done.catch((reason) => reason)
  expect(error.code).toBe(grpc.status.DEADLINE_EXCEEDED)
  // The caller's clock ends first when it runs a little ahead, and then it is the caller who has gone.
  const ended = expect.toBeOneOf([grpc.status.DEADLINE_EXCEEDED, grpc.status.CANCELLED])
  await expect.poll(() => ends).toEqual([ended, ended])
  await sleep(50)
  expect(seen).toHaveLength(1)
  expect(seen[0]).toBeLessThan(200)
})

test('without a deadline there is none, and the default is one', async () => {
  here.limit()
  act = () => call(onward, 'unary')
  await ask().done
  expect(seen).toEqual([undefined])
  here.limit({ defaultMs: 100 })
  const error = await ask().done.catch((reason) => reason)
  expect(error.details).toMatch(/DEADLINE_EXCEEDED|Deadline exceeded/i)
})

test('a gRPC deadline limits HTTP calls, and an HTTP one limits gRPC calls', async () => {
  here.limit()
  here.echo.on('/slow', { delay: 600 })
  let overHttp: unknown
  act = async () => {
    overHttp = await fetch(`${here.echo.url}/slow`).then(
      () => 'answered',
      (error) => error.name,
    )
    return {}
  }
  await ask(150).done.catch(() => {})
  await expect.poll(() => overHttp).toMatch(/^(DeadlineExceeded|ClientDisconnected)$/)
  const [told = ''] = here.echo.seen('/slow')[0]?.all('grpc-timeout') ?? []
  expect(Number.parseInt(told, 10)).toBeLessThan(150)

  let code: unknown
  const url = await here.serve(async () => {
    code = await call(onward, 'unary').then(
      () => 'answered',
      (error) => [error.code, isDeadlineExceeded(error)],
    )
  })
  await (await fetch(url, { headers: { 'grpc-timeout': '150m' } })).text()
  expect(code).toEqual([grpc.status.DEADLINE_EXCEEDED, true])
})

test('a caller that cancels ends the calls it has caused', async () => {
  here.limit()
  let ended: unknown
  act = async () => {
    ended = await call(onward, 'unary').then(
      () => 'answered',
      (error) => error.code,
    )
    return {}
  }
  const { done, cancel } = ask()
  await expect.poll(() => seen.length).toBe(1)
  cancel()
  await done.catch(() => {})
  await expect.poll(() => ended).toBe(grpc.status.CANCELLED)
})

test('a stream of answers goes on', async () => {
  here.limit()
  let answer: unknown
  act = async () => {
    answer = await call(onward, 'download').then(
      () => 'answered',
      (error) => error.code,
    )
    return {}
  }
  await ask(150).done.catch(() => {})
  await expect.poll(() => answer).toBe('answered')
})
