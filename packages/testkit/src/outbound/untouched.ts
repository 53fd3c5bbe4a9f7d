// Cases of the outbound contract: a call keeps everything that the caller gave it.
import { install, uninstall } from '@traceferry/fetch'
import { expect } from 'vitest'
import type { Echo } from '../echo.ts'
import { expectCarried, linesOf } from '../expect-carried.ts'
import { headersOf } from '../samples.ts'
import type { Cases } from './case.ts'
import { type Quirks, type Shape, shapes } from './client.ts'
import { deepFreeze } from './deep-freeze.ts'
import { within } from './within.ts'

const captured = headersOf(7)

/** The caller's headers and objects stay as they are. */
export const untouched: Cases = {
  'outside of a request a call is, byte for byte, what it is without traceferry': {
    async run({ client, echo }) {
      const calls = async () => {
        echo.clear()
        await client.get(`${echo.url}/plain`)
        await client.get(`${echo.url}/own`, { 'X-Own': 'Value', accept: 'text/plain' })
        await client.post?.(`${echo.url}/post`, 'body')
        return echo.calls.map(({ method, url, rawHeaders, body }) => ({ method, url, rawHeaders, body }))
      }
      uninstall()
      const plain = await calls()
      install()
      expect(await calls()).toEqual(plain)
    },
  },

  'inside a request nothing but our headers is added, and nothing is lost': {
    async run({ client, echo }) {
      const headers = { 'X-Own': 'Value', accept: 'text/plain' }
      await client.get(`${echo.url}/plain`, headers)
      await within(captured, () => client.get(`${echo.url}/plain`, headers))
      const [plain, carried] = echo.calls.map((call) => linesOfCall(call.rawHeaders))
      expect(carried).toEqual([...(plain ?? []), ...linesOf(captured)].sort())
    },
  },

  'a value of 8-bit characters goes out byte for byte, beside a body of text, too': {
    async run({ client, echo }) {
      // As Node reads them from the wire: one character per byte, which may not be valid UTF-8.
      const eightBit = ['end-user', 'caf\u00e9 \u00ff\u0080', 'x-request-id', 'r-1']
      await within(eightBit, () => client.get(`${echo.url}/get`))
      await within(eightBit, () => client.post?.(`${echo.url}/post`, 'body: caf\u00e9 \u20ac'))
      expectCarried(echo.calls, eightBit, client.post === undefined ? 1 : 2)
      for (const { body } of echo.seen('/post')) expect(body).toBe('body: caf\u00e9 \u20ac')
    },
  },

  "the caller's own header wins, in any case and shape, and its family is left to the caller": {
    async run({ client, echo, quirks }) {
      for (const shape of quirks.shapes ?? ['object']) {
        echo.clear()
        const headers = frozen(
          shape,
          [
            ['X-B3-TraceId', 'own'],
            ['X-Request-ID', 'mine'],
            ['x-else', '1'],
          ],
          echo,
          quirks,
        )
        await within(captured, () => client.get(`${echo.url}/${shape}`, headers))
        const [call] = echo.seen(`/${shape}`)
        expect([shape, call?.all('x-b3-traceid'), call?.all('x-request-id')]).toEqual([shape, ['own'], ['mine']])
        expect([call?.all('x-b3-spanid'), call?.all('x-else')]).toEqual([[], ['1']])
        expect(call?.all('traceparent')).toEqual([captured[3]])
      }
    },
  },

  "nothing of the caller's is mutated": {
    async run({ client, echo, quirks }) {
      for (const shape of quirks.shapes ?? ['object']) {
        const headers = frozen(
          shape,
          [
            ['x-else', '1'],
            ['accept', 'text/plain'],
          ],
          echo,
          quirks,
        )
        const before = written(headers)
        for (const n of [1, 2]) await within(headersOf(n), () => client.get(`${echo.url}/${shape}/${n}`, headers))
        expect(written(headers)).toEqual(before)
        for (const n of [1, 2]) expectCarried(echo.seen(`/${shape}/${n}`), headersOf(n))
      }
    },
  },
}

type Pairs = readonly (readonly [string, string])[]

/** These pairs in a shape of headers, frozen. */
function frozen(shape: Shape, pairs: Pairs, echo: Echo, quirks: Quirks): object {
  const isList = shape === 'flat' || shape === 'pairs'
  const needsHost = isList && quirks.hostInLists === true
  return deepFreeze(shapes[shape](needsHost ? [['host', new URL(echo.url).host], ...pairs] : pairs))
}

function written(headers: object): unknown {
  return Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : { ...headers }
}

function linesOfCall(rawHeaders: readonly string[]): string[] {
  const lines: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  return lines.sort()
}
