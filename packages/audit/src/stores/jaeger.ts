// The API of Jaeger's query service, 1 and 2. It must be queried for each service separately.
import { readStream } from '../read/open.ts'
import { readSlices } from './slices.ts'
import { askStore, inputOfStore, namesFrom, type Store } from './store.ts'

export const jaeger: Store = async (query, sink, readersOf) => {
  const services =
    query.services.length > 0
      ? query.services
      : await namesFrom(await askStore(query, '/api/services'), ({ data }) => data ?? [])
  return readSlices({ ...query, services }, sink, async ({ service, from, to }, most, page) => {
    const range = { start: Math.floor(from * 1000), end: Math.ceil(to * 1000) }
    const answer = await askStore(query, '/api/traces', { service, ...range, limit: most })
    await readStream(answer.body(), inputOfStore(query), page, readersOf(page), () => {})
  })
}
