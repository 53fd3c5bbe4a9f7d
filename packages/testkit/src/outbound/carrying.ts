// Cases of the outbound contract: all headers and the whole body arrive.
import { Readable } from 'node:stream'
import { expect } from 'vitest'
import { expectCarried } from '../expect-carried.ts'
import { headersOf } from '../samples.ts'
import type { Cases } from './case.ts'
import { everyHeader, within } from './within.ts'

const captured = headersOf(7)

/** Everything arrives. */
export const carrying: Cases = {
  'every captured header arrives once, byte for byte, in lower case': {
    async run({ client, echo }) {
      await within(everyHeader, () => client.get(`${echo.url}/all?q=1`))
      expectCarried(echo.seen('/all'), everyHeader)
    },
  },

  'a call with a body carries them too, and its body arrives whole': {
    unless: 'noBody',
    async run({ client, echo }) {
      await within(captured, () => client.post?.(`${echo.url}/body`, 'x'.repeat(200_000)))
      expectCarried(echo.seen('/body'), captured)
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
      await within(captured, () => client.post?.(`${echo.url}/stream`, Readable.from(later)))
      expectCarried(echo.seen('/stream'), captured)
      expect(echo.calls[0]?.body).toBe(chunks.join(''))
    },
  },
}
