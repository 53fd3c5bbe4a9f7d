// What is measured. A cell is a framework and a client, and how it is asked: calls for each request, inbound headers,
// connections.

const frameworks = { express: 'Express 5', fastify: 'Fastify 5', koa: 'Koa 3', http: 'node:http' }
const clients = { fetch: 'fetch', undici: 'undici.request', http: 'node:http', axios: 'axios' }

export function cellOf({ framework = 'express', client = 'undici', fanOut = 1, headers = 8, connections = 32 } = {}) {
  const calls = fanOut === 0 ? 'no call' : `${fanOut === 1 ? '' : `${fanOut} x `}${clients[client]}`
  const name = `${frameworks[framework]} + ${calls}, ${headers} headers, ${connections} connections`
  return { name, framework, client, fanOut, headers, connections }
}

/** The default selection: each framework, each client, and each of the other dimensions, one at a time. */
export const cells = [
  cellOf(),
  cellOf({ client: 'fetch' }),
  cellOf({ client: 'http' }),
  cellOf({ client: 'axios' }),
  cellOf({ framework: 'fastify' }),
  cellOf({ framework: 'koa' }),
  cellOf({ framework: 'http' }),
  cellOf({ fanOut: 0 }),
  cellOf({ fanOut: 10 }),
  cellOf({ headers: 40 }),
  cellOf({ connections: 1 }),
  cellOf({ connections: 512 }),
]

/** Every combination: hours. */
export const allCells = Object.keys(frameworks).flatMap((framework) =>
  Object.keys(clients).flatMap((client) =>
    [0, 1, 10].flatMap((fanOut) =>
      [8, 40].flatMap((headers) =>
        [1, 32, 512].map((connections) => cellOf({ framework, client, fanOut, headers, connections })),
      ),
    ),
  ),
)
