// Cases of the outbound contract: headers go only to allowed targets.
import { withoutForwarding } from '@traceferry/core'
import { expectCarried } from '../expect-carried.ts'
import { headersOf } from '../samples.ts'
import type { Cases } from './case.ts'
import { outside } from './outside-names.ts'
import { within } from './within.ts'

const captured = headersOf(7)

const namesAsValues = [
  ...[
    'x-request-id',
    'baggage',
    'baggage',
    'x-request-id=1',
    'sw8-x',
    'traceparent',
    'x-ot-span-context',
    'tracestate',
  ],
  ...['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'tracestate', 'baggage=1'],
]

/** Headers go only to targets inside the mesh. */
export const targets: Cases = {
  'hosts outside the mesh get nothing': {
    unless: 'oneOrigin',
    async run({ client, echo }) {
      await within(captured, () => client.get(`${outside(echo.url)}/`))
      expectCarried(echo.calls, [])
    },
  },

  'a redirect within a host keeps them': {
    unless: 'noRedirects',
    async run({ client, echo }) {
      echo.on('/from', { status: 302, headers: { location: '/to' } })
      await within(captured, () => client.get(`${echo.url}/from`))
      expectCarried(echo.calls, captured, 2)
    },
  },

  'a redirect to another host of the mesh keeps them': {
    unless: ['noRedirects', 'oneOrigin'],
    async run({ client, echo, other }) {
      echo.on('/from', { status: 302, headers: { location: `${other.url}/to` } })
      await within(captured, () => client.get(`${echo.url}/from`))
      expectCarried([...echo.calls, ...other.calls], captured, 2)
    },
  },

  'a redirect out of the mesh takes nothing along': {
    unless: ['noRedirects', 'oneOrigin'],
    async run({ client, echo, other }) {
      echo.on('/from', { status: 302, headers: { location: `${outside(other.url)}/to` } })
      other.on('/to', { status: 302, headers: { location: `${echo.url}/back` } })
      await within(captured, () => client.get(`${echo.url}/from`))
      expectCarried(echo.seen('/from'), captured)
      expectCarried(other.seen('/to'), [])
      expectCarried(echo.seen('/back'), captured)
    },
  },

  'no value that is the name of another header lets that one out of the mesh': {
    unless: ['noRedirects', 'oneOrigin'],
    async run({ client, echo, other }) {
      echo.on('/from', { status: 302, headers: { location: `${outside(other.url)}/to` } })
      await within(namesAsValues, () => client.get(`${echo.url}/from`))
      expectCarried(echo.seen('/from'), namesAsValues)
      expectCarried(other.seen('/to'), [])
    },
  },

  'withoutForwarding sends a call without them': {
    async run({ client, echo }) {
      await within(captured, () => withoutForwarding(() => client.get(`${echo.url}/without`)))
      expectCarried(echo.seen('/without'), [])
      await within(captured, () => client.get(`${echo.url}/with`))
      expectCarried(echo.seen('/with'), captured)
    },
  },

  'a signed request is left alone': {
    async run({ client, echo }) {
      const authorization = 'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c'
      await within(captured, () => client.get(`${echo.url}/signed`, { authorization }))
      await within(captured, () => client.get(`${echo.url}/presigned?X-Amz-Signature=c`))
      expectCarried(echo.calls, [], 2)
    },
  },
}
