// Inbound gRPC calls of all four kinds on one channel, some of them cancelled.
import grpc from '@grpc/grpc-js'
import { nextId } from './load.js'
import { KINDS } from './upstream-grpc.js'

const PART = Buffer.alloc(20_000, 'c')
// A call that the app has forgotten ends by itself.
const PATIENCE = 3000
const same = (value) => value

/** Makes `count` calls. Resolves when all are over. */
export async function loadGrpc({ port, first, count, concurrency, state }) {
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure())
  let next = 0

  function one(n) {
    const metadata = new grpc.Metadata()
    for (const [name, value] of Object.entries({ 'x-request-id': nextId(), 'x-state': state, 'x-n': n }))
      metadata.set(name, String(value))
    const call = start(client, KINDS[n % KINDS.length], metadata)
    if (state === 'reset' && n % 3 === 0) setTimeout(() => call.cancel(), 1 + (n % 4))
    return new Promise((resolve) => call.on('error', () => {}).on('status', resolve))
  }

  async function worker() {
    while (next < count) await one(first + next++)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  client.close()
}

function start(client, kind, metadata) {
  const path = `/matrix/${kind}`
  const ignore = () => {}
  const options = { deadline: Date.now() + PATIENCE }
  if (kind === 'unary') return client.makeUnaryRequest(path, same, same, PART, metadata, options, ignore)
  if (kind === 'serverStream') return client.makeServerStreamRequest(path, same, same, PART, metadata, options).resume()
  const call =
    kind === 'clientStream'
      ? client.makeClientStreamRequest(path, same, same, metadata, options, ignore)
      : client.makeBidiStreamRequest(path, same, same, metadata, options).resume()
  call.write(PART)
  setTimeout(() => call.write(PART), 2)
  setTimeout(() => call.end(), kind === 'bidi' ? 10 : 3)
  return call
}
