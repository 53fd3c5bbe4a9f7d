import http, { type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { install, uninstall } from '@traceferry/fetch'
import { headersOf, listen, queue, startEcho, within } from '@traceferry/testkit'
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents'
import { describe, expect, test } from 'vitest'
import { cloudevents, run, toJSON } from '../src/index.ts'

// Names of CloudEvents attributes have no hyphens, so this is what can go.
const names = ['traceparent', 'tracestate', 'baggage']
const brings = (headers: readonly string[]) => headers.filter((_, i) => names.includes(headers[i - (i % 2)] as string))
const noRedelivery = 'over HTTP it is the sender who tries again'
const inside = { target: 'events' }
const traceparentOf = (n: number) => headersOf(n)[3] as string

async function eventFrom(request: IncomingMessage): Promise<CloudEvent<string>> {
  const body = await text(request)
  return HTTP.toEvent<string>({ headers: request.headers, body }) as CloudEvent<string>
}

describe.each([Mode.BINARY, Mode.STRUCTURED])('CloudEvents over HTTP, %s mode', (mode) => {
  queue(
    'cloudevents 10',
    async () => {
      let work: (body: string) => Promise<void> = async () => {}
      const server = await listen(
        http.createServer(async (request, response) => {
          const event = await eventFrom(request)
          response.writeHead(202).end()
          await run(cloudevents.capture(event), () => work(event.data as string))
        }),
      )
      const emit = emitterFor(httpTransport(server.url), { mode })
      return {
        send: (data) =>
          emit(new CloudEvent({ type: 'order.made', source: '/shop', data, ...cloudevents.forward({}, inside) })),
        consume(wanted) {
          work = wanted
        },
        close: server.close,
      }
    },
    { brings, noRedelivery },
  )

  test("the event keeps the context it was made in; the call that brings it has the caller's", async () => {
    const echo = await startEcho()
    install()
    try {
      const event = within(
        headersOf(1),
        () => new CloudEvent({ type: 'order.made', source: '/shop', data: 'x', ...cloudevents.forward({}, inside) }),
      )
      const emit = emitterFor(httpTransport(echo.url), { mode })
      await within(headersOf(2), () => emit(event.cloneWith(cloudevents.forward({ ...event }))))
      const [call] = echo.calls
      expect(call?.all('traceparent')).toEqual([traceparentOf(2)])
      expect(call?.all('x-request-id')).toEqual(['request-2'])
      const headers = Object.fromEntries(
        (call?.rawHeaders ?? []).flatMap((name, i, all) => (i % 2 === 0 ? [[name.toLowerCase(), all[i + 1]]] : [])),
      )
      const received = HTTP.toEvent({ headers, body: call?.body }) as CloudEvent
      expect(toJSON(cloudevents.capture(received))).toEqual({
        traceparent: traceparentOf(1),
        tracestate: 'n=1',
        baggage: 'n=1',
      })
    } finally {
      uninstall()
      await echo.close()
    }
  })
})
