// The upstream of the services: it keeps what each call brought, and answers after a moment of its own choice.
import { once } from 'node:events'
import { createServer } from 'node:http'

/** Starts it on an address of this machine. `calls` has the raw headers of all calls so far. */
export async function startUpstream(host = '127.0.0.1', answer = answerLate) {
  const calls = []
  const server = createServer(async (request, response) => {
    const { method, url = '', rawHeaders } = request
    // Not counted: whose ids come after it is the question.
    if (url.startsWith('/moved/')) return response.writeHead(307, { location: url.replace('/moved', '') }).end()
    let body = ''
    request.setEncoding('utf8')
    for await (const chunk of request) body += chunk
    calls.push({ method, url, rawHeaders, body, host })
    answer(request, response)
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, host)
  await once(server, 'listening')
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return {
    origin: `http://${host}:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    calls,
    close,
  }
}

/** In another order than they came. */
function answerLate(_, response) {
  setTimeout(() => response.end('ok'), Math.random() * 8)
}

/** All values of a header, however often it came. */
export function valuesOf({ rawHeaders }, name) {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === name)
}
