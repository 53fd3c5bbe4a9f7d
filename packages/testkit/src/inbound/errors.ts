// The chapter of the inbound contract about errors and missing routes.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectCarried } from '../expect-carried.ts'
import type { Answer } from '../raw-answer.ts'
import { requestRaw } from '../raw-client.ts'
import { headersOf } from '../samples.ts'
import type { Case, Handler, World } from './world.ts'

const ids = headersOf(13)

// The stack is fixed, because some frameworks print it into the response, and it must be the same with and without traceferry.
function failure(): Error {
  return Object.assign(new Error('boom'), { stack: 'Error: boom' })
}

const failing: Readonly<Record<string, Handler>> = {
  'at once': () => {
    throw failure()
  },
  'after await': async () => {
    await sleep(2)
    throw failure()
  },
  'with a status': () => {
    throw Object.assign(failure(), { status: 418, statusCode: 418, expose: true })
  },
}

function comparable({ status, head, body }: Answer): unknown {
  return { status, body, head: head.replace(/^date:.*$/im, '').replace(/req-\w+/g, '') }
}

async function expectSameAnswer({ serve }: World, handler: Handler, path: string): Promise<Answer> {
  const [plain, traced] = await Promise.all([serve(handler, { lines: 0 }), serve(handler)])
  const wanted = await requestRaw(plain, { path, headers: ids })
  expect(comparable(await requestRaw(traced, { path, headers: ids }))).toEqual(comparable(wanted))
  return wanted
}

/** The framework handles errors as before, and its error handlers run in the context. */
export const errors: readonly Case[] = [
  ...Object.entries(failing).map(([when, handler]) => ({
    name: `an error thrown ${when} gets the framework's own answer`,
    needs: 'default error answer' as const,
    async run(world: World) {
      expect((await expectSameAnswer(world, handler, '/')).status).toBeGreaterThanOrEqual(400)
    },
  })),
  ...Object.entries(failing).map(([when, handler]) => ({
    name: `the error handler of an error thrown ${when} is in the context`,
    needs: 'error handler' as const,
    async run({ echo, clients, serve }: World) {
      const url = await serve(handler, { onError: () => clients.all(`${echo.url}/error`) })
      expect(await requestRaw(url, { headers: ids })).toMatchObject({ status: 500, body: 'handled' })
      expectCarried(echo.calls, ids, 3)
    },
  })),
  {
    name: "a path without a route gets the framework's own 404",
    needs: 'missing handler',
    async run(world: World) {
      const answer = await expectSameAnswer(world, () => {}, '/missing')
      expect(answer.status).toBe(404)
    },
  },
  {
    name: 'the 404 handler is in the context',
    needs: 'missing handler',
    async run({ echo, clients, serve }: World) {
      const url = await serve(() => {}, { onMissing: () => clients.all(`${echo.url}/missing`) })
      expect(await requestRaw(url, { path: '/missing', headers: ids })).toMatchObject({ status: 404, body: 'missing' })
      expectCarried(echo.calls, ids, 3)
    },
  },
] satisfies Case[]
