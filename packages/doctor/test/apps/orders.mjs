// A service that calls two others, as it should or with every mistake that a report can show. Argument: good or bad.
import { once } from 'node:events'
import http, { createServer } from 'node:http'

const bad = process.argv[2] === 'bad'
const stock = createServer((_, response) => response.end()).listen(0, bad ? '127.0.0.1' : '0.0.0.0')
await once(stock, 'listening')
const url = `http://127.0.0.1:${stock.address().port}/`
// Not of interest here: only the service itself is looked at.
stock.keepAliveTimeout = 3_605_000

/** One call by fetch, one by node:http, and one that never gets there. */
async function callOthers() {
  await (await fetch(url)).text()
  const agent = bad ? new http.Agent() : undefined
  const [answer] = await once(http.get(url, { agent }), 'response')
  answer.resume()
  await once(answer, 'end')
  await fetch(`${bad ? 'https' : 'http'}://payments/`).catch(() => {})
}

// Work that is passed to a timer from before the request loses its context.
const queue = []
setInterval(() => {
  for (const { done } of queue.splice(0)) callOthers().then(done)
}, 20)

const service = createServer(async (_, response) => {
  if (bad) await new Promise((done) => queue.push({ done }))
  else await callOthers()
  response.end('ok')
})
if (!bad) service.keepAliveTimeout = 3_605_000
service.listen(0, bad ? '127.0.0.1' : '0.0.0.0', () => console.log(service.address().port))
