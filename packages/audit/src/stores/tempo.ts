// Grafana Tempo: a search returns trace ids, and each trace is fetched separately.
import { AuditError } from '../errors.ts'
import { isObject, objectsIn } from '../formats/json.ts'
import { readStream } from '../read/open.ts'
import type { Sink } from '../read/sink.ts'
import { readSlices } from './slices.ts'
import { askStore, inputOfStore, type Query, type Store } from './store.ts'

/** How many are fetched at a time. */
const AT_ONCE = 6

export const tempo: Store = (query, sink, readersOf) => {
  // Tempo 2.7 and later have both, older versions have the first, and newer ones may have only the second.
  let path = '/api/traces/'
  const fetchTrace = async (id: string, page: Sink) => {
    const asked = path
    const answer = await askStore(query, `${asked}${id}`).catch((error: AuditError) => {
      if (asked !== '/api/traces/' || !/ answers 404/.test(error.message)) throw error
      path = '/api/v2/traces/'
      return askStore(query, `${path}${id}`)
    })
    await readStream(answer.body(), inputOfStore(query), page, readersOf(page), () => {})
  }
  const fetched = new Set<string>()
  const services = query.services.length > 0 ? query.services : ['']
  return readSlices({ ...query, services }, sink, async ({ service, from, to }, most, page) => {
    const ids = await search(query, service, from, to, most)
    const queue = ids.filter((id) => !fetched.has(id))
    for (const id of queue) fetched.add(id)
    const fetchNext = async (): Promise<void> => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) await fetchTrace(id, page)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, fetchNext))
  })
}

async function search(
  query: Query,
  service: string,
  from: number,
  to: number,
  limit: number,
): Promise<readonly string[]> {
  const q = service === '' ? '{}' : `{resource.service.name=${JSON.stringify(service)}}`
  const answer = await askStore(query, '/api/search', {
    q,
    start: Math.floor(from / 1000),
    end: Math.ceil(to / 1000),
    limit,
  })
  const value: unknown = await answer.json()
  if (!isObject(value))
    throw new AuditError(
      'TF825',
      `${query.url} does not answer a search like Tempo`,
      'give the URL of the query frontend',
    )
  return objectsIn(value.traces).flatMap(({ traceID }) => (typeof traceID === 'string' ? [traceID] : []))
}
