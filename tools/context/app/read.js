// Every way to read a stream to its end, with a door in each. For answers, inbound requests, and bodies of all clients.

import { once } from 'node:events'
import { finished, pipeline, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

const { stringify } = JSON

/**
 * Each takes the probes of a request, a readable stream, and the name of its type. Resolves when it has been read.
 * @type {Record<string, (call: any, readable: any, object?: any) => Promise<unknown>>}
 */
export const readers = {
  data(_call, readable) {
    readable.once('data', () => {
      readable.pause()
      setTimeout(() => readable.resume(), 1)
    })
    return ended(readable)
  },
  readable(call, readable, object) {
    readable.on('readable', () => {
      call.tell(object, 'on(readable)')
      while (readable.read() !== null);
    })
    return ended(readable)
  },
  async iterate(call, readable, object) {
    for await (const _ of readable) call.tell(object, 'for await')
  },
  async forEach(call, readable, object) {
    await readable.forEach(call.probe(object, 'forEach(callback)'))
    call.tell(object, 'await forEach()')
  },
  map: (call, readable, object) => drain(readable.map(call.probe(object, 'map(callback)', (chunk) => chunk))),
  filter: (call, readable, object) => drain(readable.filter(call.probe(object, 'filter(callback)', () => true))),
  flatMap: (call, readable, object) => drain(readable.flatMap(call.probe(object, 'flatMap(callback)', (c) => [c]))),
  async some(call, readable, object) {
    await readable.some(call.probe(object, 'some(callback)', () => false))
    call.tell(object, 'await some()')
  },
  async every(call, readable, object) {
    await readable.every(call.probe(object, 'every(callback)', () => true))
    call.tell(object, 'await every()')
  },
  async find(call, readable, object) {
    await readable.find(call.probe(object, 'find(callback)', () => false))
    call.tell(object, 'await find()')
  },
  async reduce(call, readable, object) {
    await readable.reduce(
      call.probe(object, 'reduce(callback)', (sum, { length }) => sum + length),
      0,
    )
    call.tell(object, 'await reduce()')
  },
  async toArray(call, readable, object) {
    await readable.toArray()
    call.tell(object, 'await toArray()')
  },
  compose(call, readable, object) {
    const composed = readable.compose(async function* (source) {
      for await (const chunk of source) {
        call.tell(object, 'compose(stream)')
        yield stringify(chunk.length)
      }
    })
    return Promise.race([drain(composed), closedFor(readable)])
  },
  pipe: (call, readable) => settled(readable.pipe(sink(call)), readable),
  pipeMany: (call, readable) => settled(readable.pipe(sink(call, true)), readable),
  pipeline: (call, readable) =>
    new Promise((resolve) => {
      async function* within(source) {
        for await (const chunk of source) {
          call.tell('stream.pipeline', '(streams)')
          yield chunk
        }
      }
      pipeline(readable, within, sink(call), call.probe('stream.pipeline', '(callback)', resolve))
    }),
  finished: (call, readable) =>
    new Promise((resolve) => {
      finished(readable, call.probe('stream.finished', '(callback)', resolve))
      readable.resume()
    }),
}

/** A stream of the app's own, which is called for each chunk. */
export function sink(call, many = false) {
  const object = 'stream.WritableOptions'
  const written = (_chunk, _encoding, done) => setImmediate(done)
  return new Writable({
    highWaterMark: 1000,
    construct: call.probe(object, '{construct}', (done) => done()),
    ...(many
      ? { writev: call.probe(object, '{writev}', (_chunks, done) => setImmediate(done)) }
      : { write: call.probe(object, '{write}', written) }),
    final: call.probe(object, '{final}', (done) => done()),
    destroy: call.probe(object, '{destroy}', (error, done) => done(error)),
  }).on('error', () => {})
}

async function drain(readable) {
  readable.on('error', () => {})
  for await (const _ of readable);
}

function ended(readable) {
  return Promise.race([once(readable, 'end'), once(readable, 'close'), once(readable, 'error')])
}

/** A pipe whose source fails never ends, and on Node 22 the same goes for `compose`. */
function settled(stream, source) {
  return Promise.race([once(stream, 'close'), closedFor(source)])
}

function closedFor(source) {
  return once(source, 'close').then(() => delay(50))
}
