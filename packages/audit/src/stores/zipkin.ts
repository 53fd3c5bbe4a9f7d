// Zipkin's v2 API. It answers with the traces of all services at once.
import { readStream } from '../read/open.ts'
import { readSlices } from './slices.ts'
import { askStore, inputOfStore, type Store } from './store.ts'

export const zipkin: Store = (query, sink, readersOf) =>
  readSlices(
    { ...query, services: query.services.length > 0 ? query.services : [''] },
    sink,
    async (slice, most, page) => {
      const answer = await askStore(query, '/api/v2/traces', {
        endTs: Math.ceil(slice.to),
        lookback: Math.max(1, Math.ceil(slice.to - slice.from)),
        limit: most,
        ...(slice.service === '' ? {} : { serviceName: slice.service }),
      })
      await readStream(answer.body(), inputOfStore(query), page, readersOf(page), () => {})
    },
  )
