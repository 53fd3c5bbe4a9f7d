import * as grpc from '@grpc/grpc-js'
import { interceptor, traceferry } from '@traceferry/grpc'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { call, Orders, serve } from '../../../grpc/test/services.ts'
import { isDeadlineExceeded, remainingMs } from '../../src/index.ts'
import { world } from './app.ts'

type Service = Awaited<ReturnType<typeof serve>>

const here = world()
const insecure = grpc.credentials.createInsecure()

/** A guard against hanging only: what is awaited comes at its own time, however busy the machine. */
const PATIENCE = { timeout: 15_000, interval: 10 }
/** Milliseconds: enough for a busy machine to send a call to the last service. */
const TIMEOUT = 1500

let leaf: Service
let middle: Service
let onward: grpc.Client
let client: grpc.Client
let act: () => Promise<unknown>
/** Whether the last service keeps its answer, and what lets go of it. */
let held: Promise<void> | undefined
let release = () => {}
const seen: (number | undefined)[] = []

function hold() {
  held = new Promise((resolve) => {
    release = resolve
  })
}

beforeAll(async () => {
  const own = { interceptors: [traceferry()] }
  leaf = await serve(async () => {
    seen.push(remainingMs())
    await held
    return {}
  }, own)
  onward = new Orders(leaf.address, insecure, { interceptors: [interceptor()] })
  middle = await serve(() => act(), own)
  client = new Orders(middle.address, insecure)
  // Connected, so that no deadline pays for that.
  act = () => call(onward, 'unary')
  await ask().done
  seen.splice(0)
})
afterEach(() => {
  release()
  held = undefined
  seen.splice(0)
})
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
  hold()
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
  const error = await ask(TIMEOUT).done.catch((reason) => reason)
  expect(error.code).toBe(grpc.status.DEADLINE_EXCEEDED)
  // If the caller's clock runs a little ahead, the caller cancels before the deadline.
  const ended = expect.toBeOneOf([grpc.status.DEADLINE_EXCEEDED, grpc.status.CANCELLED])
  await expect.poll(() => ends, PATIENCE).toEqual([ended, ended])
  expect(seen[0]).toBeLessThan(TIMEOUT)
  // A call after it, on the same connection: had the late one been sent, it would have come before.
  release()
  act = () => call(onward, 'unary')
  await ask().done
  expect(seen).toEqual([expect.any(Number), undefined])
})

test('without a deadline there is none, and the default is one', async () => {
  here.limit()
  act = () => call(onward, 'unary')
  await ask().done
  expect(seen).toEqual([undefined])
  hold()
  here.limit({ defaultMs: 100 })
  const error = await ask().done.catch((reason) => reason)
  expect(error.details).toMatch(/DEADLINE_EXCEEDED|Deadline exceeded/i)
})

test('a gRPC deadline limits HTTP calls, and an HTTP one limits gRPC calls', async () => {
  here.limit()
  hold()
  here.echo.on('/slow', { answer: () => {} })
  let overHttp: unknown
  act = async () => {
    overHttp = await fetch(`${here.echo.url}/slow`).then(
      () => 'answered',
      (error) => error.name,
    )
    return {}
  }
  await ask(TIMEOUT).done.catch(() => {})
  await expect.poll(() => overHttp, PATIENCE).toMatch(/^(DeadlineExceeded|ClientDisconnected)$/)
  const [told = ''] = here.echo.seen('/slow')[0]?.all('grpc-timeout') ?? []
  expect(Number.parseInt(told, 10)).toBeLessThan(TIMEOUT)

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
  hold()
  let ended: unknown
  act = async () => {
    ended = await call(onward, 'unary').then(
      () => 'answered',
      (error) => error.code,
    )
    return {}
  }
  const { done, cancel } = ask()
  await expect.poll(() => seen.length, PATIENCE).toBe(1)
  cancel()
  await done.catch(() => {})
  await expect.poll(() => ended, PATIENCE).toBe(grpc.status.CANCELLED)
})

test('a stream of answers goes on past the deadline', async () => {
  here.limit()
  hold()
  let answer: unknown
  act = async () => {
    answer = await call(onward, 'download').then(
      () => 'answered',
      (error) => error.code,
    )
    return {}
  }
  expect((await ask(TIMEOUT).done.catch((reason) => reason)).code).toBe(grpc.status.DEADLINE_EXCEEDED)
  expect(seen).toHaveLength(1)
  expect(answer).toBeUndefined()
  release()
  await expect.poll(() => answer, PATIENCE).toBe('answered')
})
