// What an app does with a fetch, built-in or of a copy of undici: every kind of body, and every way to read the answer.
import { source } from './write.js'

const CHUNK = new Uint8Array(20_000).fill(98)
const later = () => new Promise((resolve) => setTimeout(resolve, 1))

/** Bodies that are made while they are sent: each takes the probes of a request and the name of the init's type. */
const producers = {
  async *AsyncIterable(call, init) {
    for (let i = 0; i < 3; i++) {
      call.tell(init, 'body: AsyncIterable')
      yield CHUNK
      await later()
    }
  },
  Readable: (call) => source(call),
  *Iterable(call, init) {
    call.tell(init, 'body: Iterable')
    yield CHUNK
  },
  ReadableStream(call) {
    const object = 'web.UnderlyingSource'
    let left = 3
    return new ReadableStream({
      start: call.probe(object, '{start}'),
      pull: call.probe(object, '{pull}', async (controller) => {
        await later()
        if (left-- > 0) controller.enqueue(CHUNK)
        else controller.close()
      }),
      cancel: call.probe(object, '{cancel}'),
    })
  },
  TransformStream(call) {
    return producers.ReadableStream(call).pipeThrough(transform(call))
  },
}

function transform(call) {
  const object = 'web.Transformer'
  /** @type {import('node:stream/web').Transformer & { cancel: unknown }} What a transformer cancels is newer than its type. */
  const transformer = {
    start: call.probe(object, '{start}'),
    transform: call.probe(object, '{transform}', (chunk, controller) => controller.enqueue(chunk)),
    flush: call.probe(object, '{flush}'),
    cancel: call.probe(object, '{cancel}'),
  }
  return new TransformStream(transformer)
}

/** @param {() => unknown} [onWrite] */
function sink(call, onWrite = later) {
  const object = 'web.UnderlyingSink'
  return new WritableStream({
    start: call.probe(object, '{start}'),
    write: call.probe(object, '{write}', onWrite),
    close: call.probe(object, '{close}'),
    abort: call.probe(object, '{abort}'),
  })
}

const BODY = 'fetch.body'

/** Ways to read an answer; each takes the probes, the Response, and the name of its type. */
const readers = {
  ...Object.fromEntries(
    ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData'].map((name) => [
      name,
      async (call, answer, object) => {
        // Not every answer is JSON or a form: what is asked is where the code after `await` runs.
        if (answer[name] !== undefined) await answer[name]().catch(() => {})
        if (answer[name] !== undefined) call.tell(object, `await ${name}()`)
      },
    ]),
  ),
  async iterate(call, answer) {
    for await (const _ of answer.body) call.tell(BODY, 'for await')
  },
  async reader(call, answer) {
    const reader = answer.body.getReader()
    while (!(await reader.read()).done) call.tell('fetch.reader', 'await read()')
  },
  async cancelReader(call, answer) {
    const reader = answer.body.getReader()
    await reader.cancel()
    call.tell('fetch.reader', 'await cancel()')
  },
  async pipeTo(call, answer) {
    await answer.body.pipeTo(sink(call))
    call.tell(BODY, 'await pipeTo()')
  },
  async pipeToAndStop(call, answer) {
    const stop = new AbortController()
    await answer.body.pipeTo(
      sink(call, () => stop.abort()),
      { signal: stop.signal },
    )
  },
  async pipeThrough(call, answer) {
    for await (const _ of answer.body.pipeThrough(transform(call))) call.tell(BODY, 'for await')
  },
  async cancelled(call, answer) {
    const through = answer.body.pipeThrough(transform(call))
    await through.cancel()
  },
  async cancel(call, answer) {
    await answer.body.cancel()
    call.tell(BODY, 'await cancel()')
  },
  async clone(call, answer, object) {
    const copy = answer.clone()
    await Promise.all([copy.text(), answer.text()])
    call.tell(object, 'await text()')
  },
}

/**
 * Plays of a fetch: `how(env)` gives its { fetch, base, dispatcher }, `names` the types of its init and its answer,
 * `fullOf` how it is answered.
 * @param {(env: any) => any} how
 * @param {{ fetch: string, init: string, answer: string }} names
 * @param {(call: any) => string} [fullOf]
 */
export function fetchPlays(how, names, fullOf = () => 'full') {
  const bodies = [undefined, ...Object.values(producers)]
  const one = (read, produce) =>
    async function fetched(call) {
      const { fetch, base, dispatcher } = how(call.env)
      const body = produce?.(call, names.init)
      const upload = body === undefined ? {} : { method: 'POST', body, duplex: 'half' }
      const answer = await fetch(base + call.path(fullOf(call)), { ...upload, ...(dispatcher ? { dispatcher } : {}) })
      call.tell(names.fetch, 'await ()')
      await read(call, answer, names.answer)
    }
  const reads = Object.values(readers)
  const count = reads.length * 2
  const transfers = Array.from({ length: count }, (_, i) => one(reads[i % reads.length], bodies[i % bodies.length]))
  return [...transfers, aborted(how), aborted(how)]
}

/** A call that is given up while its body is being made. */
function aborted(how) {
  return async function aborted(call) {
    const { fetch, base, dispatcher } = how(call.env)
    const giveUp = new AbortController()
    setTimeout(() => giveUp.abort(), 3)
    const { signal } = giveUp
    const body = producers.ReadableStream(call)
    const init = { method: 'POST', body, duplex: 'half', signal, ...(dispatcher ? { dispatcher } : {}) }
    await (await fetch(base + call.path('slow'), init)).body.pipeTo(sink(call))
  }
}
