// The upstream of the soak: knows from the path whose call it is, and counts calls with another's ids, or with none.
import http from 'node:http'
import { listen, portOf } from '../shared/listen.js'

/** Resolves to { url, counts: { calls, wrong, lost, doubled }, examples, close }. */
export async function startUpstream() {
  const counts = { calls: 0, wrong: 0, lost: 0, doubled: 0 }
  const examples = []
  const tried = new Map()

  const server = http.createServer((request, response) => {
    const [, client, id] = String(request.url).split('/')
    const values = (name) =>
      request.rawHeaders.filter((_, i) => i % 2 === 1 && request.rawHeaders[i - 1].toLowerCase() === name)
    counts.calls++
    for (const [name, wanted] of [
      ['x-request-id', id],
      ['traceparent', traceparentOf(id)],
    ]) {
      const seen = values(name)
      if (seen.length === 1 && seen[0] === wanted) continue
      const what = seen.length === 0 ? 'lost' : seen.length > 1 ? 'doubled' : 'wrong'
      counts[what]++
      if (examples.length < 10)
        examples.push(`${what}: ${client} ${name} of ${id} was ${seen.join(' and ') || 'absent'}`)
    }
    request.resume()
    setTimeout(() => response.writeHead(failsNow(client, id) ? 503 : 200).end(id), Math.random() * 3)
  })

  /** Of the retried calls the first attempt fails, of every fourth the second too. */
  function failsNow(client, id) {
    if (!client.endsWith('Retry')) return false
    const attempt = (tried.get(id) ?? 0) + 1
    tried.set(id, attempt)
    const fails = attempt === 1 || (attempt === 2 && Number(id.slice(2)) % 4 === 0)
    if (!fails) tried.delete(id)
    return fails
  }

  await listen(server)
  return { url: `http://127.0.0.1:${portOf(server)}`, counts, examples, close: () => server.close() }
}

/** A traceparent that tells whose it is. */
export function traceparentOf(id) {
  return `00-${Number(id.slice(2)).toString(16).padStart(31, '0')}f-00000000000000aa-01`
}
