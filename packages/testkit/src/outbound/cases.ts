import net from 'node:net'
import { Readable } from 'node:stream'
import { withoutForwarding } from '@traceferry/core'
import { install, uninstall } from '@traceferry/fetch'
import { expect } from 'vitest'
import type { Echo } from '../echo.ts'
import { expectCarried, linesOf } from '../expect-call.ts'
import { headersOf } from '../samples.ts'
import { type Client, type Quirks, type Shape, shapes } from './client.ts'
import { everyHeader, within } from './context.ts'
import { failureOf } from './errors.ts'
import { deepFreeze } from './freeze.ts'
import { outside } from './hosts.ts'

/** What a case works with: the client, two upstreams on two ports, and the client's quirks. */
export interface Bench {
  client: Client
  echo: Echo
  other: Echo
  quirks: Quirks
}

export interface Case {
  /** The name of the quirk that rules this case out. */
  unless?: keyof Quirks | readonly (keyof Quirks)[]
  run(bench: Bench): Promise<void>
}

const ours = headersOf(7)

/** The contract, by name. A NEW PROMISE IS ONE ENTRY HERE. */
export const cases: Readonly<Record<string, Case>> = {
  'every captured header arrives once, byte for byte, in lower case': {
    async run({ client, echo }) {
      await within(everyHeader, () => client.get(`${echo.url}/all?q=1`))
      expectCarried(echo.seen('/all'), everyHeader)
    },
  },

  'a call with a body carries them too, and its body arrives whole': {
    unless: 'noBody',
    async run({ client, echo }) {
      await within(ours, () => client.post?.(`${echo.url}/body`, 'x'.repeat(200_000)))
      expectCarried(echo.seen('/body'), ours)
      expect(echo.calls[0]?.body.length).toBe(200_000)
    },
  },

  'a body from a stream arrives whole': {
    unless: ['noBody', 'noStreams'],
    async run({ client, echo }) {
      const chunks = ['first,', 'second,', 'third']
      const later = (async function* () {
        for (const chunk of chunks) {
          await new Promise((resolve) => setTimeout(resolve, 5))
          yield Buffer.from(chunk)
        }
      })()
      await within(ours, () => client.post?.(`${echo.url}/stream`, Readable.from(later)))
      expectCarried(echo.seen('/stream'), ours)
      expect(echo.calls[0]?.body).toBe(chunks.join(''))
    },
  },

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
      const without = await calls()
      install()
      expect(await calls()).toEqual(without)
    },
  },

  'inside a request nothing but our headers is added, and nothing is lost': {
    async run({ client, echo }) {
      const own = { 'X-Own': 'Value', accept: 'text/plain' }
      await client.get(`${echo.url}/plain`, own)
      await within(ours, () => client.get(`${echo.url}/plain`, own))
      const [plain, carried] = echo.calls.map((call) => linesOfCall(call.rawHeaders))
      expect(carried).toEqual([...(plain ?? []), ...linesOf(ours)].sort())
    },
  },

  "the caller's own header wins, in any case and shape, and its family is left to the caller": {
    async run({ client, echo, quirks }) {
      for (const shape of quirks.shapes ?? ['object']) {
        echo.clear()
        const own = frozen(
          shape,
          [
            ['X-B3-TraceId', 'own'],
            ['X-Request-ID', 'mine'],
            ['x-else', '1'],
          ],
          echo,
          quirks,
        )
        await within(ours, () => client.get(`${echo.url}/${shape}`, own))
        const [call] = echo.seen(`/${shape}`)
        expect([shape, call?.all('x-b3-traceid'), call?.all('x-request-id')]).toEqual([shape, ['own'], ['mine']])
        expect([call?.all('x-b3-spanid'), call?.all('x-else')]).toEqual([[], ['1']])
        expect(call?.all('traceparent')).toEqual([ours[3]])
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

  'hosts outside the mesh get nothing': {
    unless: 'oneOrigin',
    async run({ client, echo }) {
      await within(ours, () => client.get(`${outside(echo.url)}/`))
      expectCarried(echo.calls, [])
    },
  },

  'a redirect within a host keeps them': {
    unless: 'noRedirects',
    async run({ client, echo }) {
      echo.on('/from', { status: 302, headers: { location: '/to' } })
      await within(ours, () => client.get(`${echo.url}/from`))
      expectCarried(echo.calls, ours, 2)
    },
  },

  'a redirect to another host of the mesh keeps them': {
    unless: ['noRedirects', 'oneOrigin'],
    async run({ client, echo, other }) {
      echo.on('/from', { status: 302, headers: { location: `${other.url}/to` } })
      await within(ours, () => client.get(`${echo.url}/from`))
      expectCarried([...echo.calls, ...other.calls], ours, 2)
    },
  },

  'a redirect out of the mesh takes nothing along': {
    unless: ['noRedirects', 'oneOrigin'],
    async run({ client, echo, other }) {
      echo.on('/from', { status: 302, headers: { location: `${outside(other.url)}/to` } })
      other.on('/to', { status: 302, headers: { location: `${echo.url}/back` } })
      await within(ours, () => client.get(`${echo.url}/from`))
      expectCarried(echo.seen('/from'), ours)
      expectCarried(other.seen('/to'), [])
      expectCarried(echo.seen('/back'), ours)
    },
  },

  'withoutForwarding sends a call without them': {
    async run({ client, echo }) {
      await within(ours, () => withoutForwarding(() => client.get(`${echo.url}/without`)))
      expectCarried(echo.seen('/without'), [])
      await within(ours, () => client.get(`${echo.url}/with`))
      expectCarried(echo.seen('/with'), ours)
    },
  },

  'a signed request is left alone': {
    async run({ client, echo }) {
      const authorization = 'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c'
      await within(ours, () => client.get(`${echo.url}/signed`, { authorization }))
      await within(ours, () => client.get(`${echo.url}/presigned?X-Amz-Signature=c`))
      expectCarried(echo.calls, [], 2)
    },
  },

  'a refused connection fails as it does without traceferry': {
    unless: 'oneOrigin',
    async run({ client }) {
      const url = `http://127.0.0.1:${await closedPort()}/`
      await sameFailure(() => client.get(url))
    },
  },

  'a wrong URL fails as it does without traceferry': {
    unless: ['noInvalidUrl', 'oneOrigin'],
    async run({ client }) {
      await sameFailure(() => client.get('http://[wrong'))
      await sameFailure(() => client.get('weird://host/'))
    },
  },

  'a cancelled call fails as it does without traceferry': {
    unless: 'noSignal',
    async run({ client, echo }) {
      echo.on('/slow', { delay: 300 })
      await sameFailure(() => client.get(`${echo.url}/slow`, {}, AbortSignal.abort()))
      await sameFailure(() => client.get(`${echo.url}/slow`, {}, AbortSignal.timeout(30)))
    },
  },

  'a connection that breaks fails as it does without traceferry': {
    async run({ client, echo }) {
      echo.on('/broken', { answer: (request) => void request.socket.destroy() })
      await sameFailure(() => client.get(`${echo.url}/broken`))
    },
  },
}

async function sameFailure(call: () => Promise<unknown>): Promise<void> {
  uninstall()
  const without = await failureOf(call)
  install()
  expect(without).not.toBe('no error')
  expect(await failureOf(call)).toBe(without)
  expect(await within(ours, () => failureOf(call))).toBe(without)
}

type Pairs = readonly (readonly [string, string])[]

/** These pairs in a shape of headers, which nobody can write to. */
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

async function closedPort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
