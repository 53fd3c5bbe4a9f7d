// Every way to write a stream to its end, with a door in each. For requests, responses and streams of all clients.
import { pipeline, Readable } from 'node:stream'

// Above what a stream and its socket take at once, so that writes wait.
const CHUNK = Buffer.alloc(80_000, 'b')

/**
 * Each takes the probes of a request, a writable stream, and the name of its type.
 * @type {Record<string, (call: any, writable: any, object?: any) => unknown>}
 */
export const writers = {
  write(call, writable, object) {
    for (let i = 0; i < 2; i++) writable.write(CHUNK, call.probe(object, 'write(callback)'))
    writable.end(CHUNK, call.probe(object, 'end(callback)'))
  },
  async late(call, writable, object) {
    writable.write('a', call.probe(object, 'write(callback)'))
    await new Promise((resolve) => setTimeout(resolve, 2))
    writable.end(call.probe(object, 'end(callback)'))
  },
  endOnly(call, writable, object) {
    writable.end('a', call.probe(object, 'end(callback)'))
  },
  drained(_call, writable) {
    writable.write(CHUNK)
    for (let i = 0; i < 20; i++) writable.write(CHUNK.subarray(0, 1))
    const timer = setTimeout(() => writable.end(), 20)
    writable.once('drain', () => {
      clearTimeout(timer)
      writable.end()
    })
  },
  afterEnd(call, writable, object) {
    writable.end('a', call.probe(object, 'end(callback)'))
    // A mistake, and how an error arrives that belongs to this call only.
    writable.write('b', call.probe(object, 'write(callback)'))
  },
  pipe(call, writable) {
    source(call).pipe(writable)
  },
  pipeline(call, writable) {
    pipeline(generate(call), writable, call.probe('stream.pipeline', '(callback)'))
  },
}

/** A body that is made while it is sent, by a generator. */
export async function* generate(call) {
  for (let i = 0; i < 3; i++) {
    call.tell('stream.pipeline', '(streams)')
    yield CHUNK.subarray(0, 20_000)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** A body that is made while it is sent, by a stream of the app's own. */
export function source(call, parts = 4) {
  const object = 'stream.ReadableOptions'
  let left = parts
  return new Readable({
    highWaterMark: 1000,
    construct: call.probe(object, '{construct}', (done) => done()),
    read: call.probe(
      object,
      '{read}',
      /** @this {Readable} */ function () {
        setImmediate(() => this.push(left-- > 0 ? CHUNK.subarray(0, 20_000) : null))
      },
    ),
    destroy: call.probe(object, '{destroy}', (error, done) => done(error)),
  }).on('error', () => {})
}
