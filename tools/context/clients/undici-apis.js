// The APIs of undici that give an app a stream, a socket or an answer: request, stream, pipeline, connect, upgrade.
import { pipeline } from 'node:stream'
import { readers, sink } from '../app/read.js'
import { source, writers } from '../app/write.js'
import { fullOf } from './undici.js'

const reads = Object.values(readers)
const bodies = Object.values(writers)
const mixins = ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData', 'dump']

/** `of(name)` is the name of a type of this major. */
export function apiPlays(of) {
  const DISPATCHER = of('Dispatcher')

  const options = (call, more = {}) => ({
    origin: call.env.base,
    path: call.path(fullOf(call)),
    method: 'GET',
    onInfo: call.probe(of('RequestOptions'), '{onInfo}'),
    ...more,
  })

  const upload = (call, i) => {
    if (i % 3 === 0) return { method: 'POST', body: source(call) }
    if (i % 3 === 1) return { method: 'POST', body: produced(call, of('RequestOptions')) }
    return {}
  }

  /** A body read with listeners at each of its doors. */
  const readBody = (call, body, read, object) => {
    const except = read === readers.data ? ['readable'] : ['readable', 'data']
    return read(
      call,
      call.listen(body, object, ...except).on('error', () => {}),
      object,
    )
  }

  const requests = reads.map(
    (read, i) =>
      async function request(call) {
        const { body } = await call.env.dispatcher.request(options(call, upload(call, i)))
        call.tell(DISPATCHER, 'await request()')
        await readBody(call, body, read, of('body'))
      },
  )

  const callbacks = reads.map(
    (read, i) =>
      function requestCallback(call) {
        return new Promise((resolve, reject) => {
          const answered = call.probe(DISPATCHER, 'request(callback)', (error, data) => {
            if (error) reject(error)
            else readBody(call, data.body, read, of('body')).then(resolve, reject)
          })
          call.env.dispatcher.request(options(call, upload(call, i + 1)), answered)
        })
      },
  )

  const mixed = mixins.map(
    (name) =>
      async function mixin(call) {
        const { body } = await call.env.dispatcher.request(options(call))
        if (body[name] === undefined) return body.dump()
        await body[name]().catch(() => {})
        call.tell(of('body'), `await ${name}()`)
      },
  )

  async function stream(call) {
    const factory = call.probe(DISPATCHER, 'stream(factory)', () => sink(call))
    await call.env.dispatcher.stream(options(call), factory)
    call.tell(DISPATCHER, 'await stream()')
  }

  function streamCallback(call) {
    const factory = call.probe(DISPATCHER, 'stream(factory)', () => sink(call, true))
    return new Promise((resolve) => {
      call.env.dispatcher.stream(options(call), factory, call.probe(DISPATCHER, 'stream(callback)', resolve))
    })
  }

  const pipelined = (read, write) =>
    function pipelined(call) {
      const handler = call.probe(DISPATCHER, 'pipeline(handler)', ({ body }) => body)
      const duplex = call.env.dispatcher.pipeline(options(call, { method: 'POST' }), handler)
      const reading = readBody(call, duplex, read, of('pipeline'))
      write(call, duplex, of('pipeline'))
      return reading
    }

  // A pipeline that is destroyed over HTTP/2 while others upload has undici 8.12 run forever on Node 26, without us, too.
  const pipelines = [0, 1].flatMap((more) =>
    reads.map((read, i) => {
      const write = bodies[(i + more) % bodies.length]
      return write === writers.afterEnd ? notOverHttp2(pipelined(read, write)) : pipelined(read, write)
    }),
  )

  const throughPipeline = (call) =>
    new Promise((resolve) => {
      const handler = call.probe(DISPATCHER, 'pipeline(handler)', ({ body }) => body)
      const duplex = call.env.dispatcher.pipeline(options(call, { method: 'POST' }), handler)
      pipeline(source(call), duplex, sink(call), call.probe('stream.pipeline', '(callback)', resolve))
    })

  const upgrade = (call) => ({ ...options(call, { path: call.path('plain') }), protocol: 'x' })
  const tunnel = (call) => ({ origin: call.env.base, path: 'localhost:1', headers: { 'x-path': call.path('plain') } })

  /** A socket that the app is handed: its own from now on. Every other one by a callback. */
  const handed = (read, i) => {
    const [api, wanted] = i % 4 < 2 ? ['upgrade', upgrade] : ['connect', tunnel]
    async function promised(call) {
      const { socket } = await call.env.dispatcher[api](wanted(call))
      call.tell(DISPATCHER, `await ${api}()`)
      await talk(call, socket, read, i)
    }
    const calledBack = (call) =>
      new Promise((resolve, reject) => {
        const answered = (error, data) => (error ? reject(error) : talk(call, data.socket, read, i).then(resolve))
        call.env.dispatcher[api](wanted(call), call.probe(DISPATCHER, `${api}(callback)`, answered))
      })
    return notOverHttp2(i % 2 === 0 ? promised : calledBack)
  }

  function talk(call, socket, read, i) {
    const reading = readBody(call, socket, read, of('socket'))
    Promise.resolve(reading).catch(() => {})
    bodies[i % bodies.length](call, socket, of('socket'))
    return new Promise((resolve) => socket.once('close', resolve))
  }

  const ways = [
    ...requests,
    ...callbacks,
    ...mixed,
    ...pipelines,
    ...reads.map(handed),
    ...reads.map((read, i) => handed(read, i + 2)),
  ]
  // undici 7.30 never ends an HTTP/2 session in which a stream had to wait for its reader, with or without us.
  return [...ways, ...[stream, streamCallback, throughPipeline].map(notOverHttp2)]
}

async function* produced(call, object) {
  for (let i = 0; i < 3; i++) {
    call.tell(object, 'body: AsyncIterable')
    yield Buffer.alloc(20_000, 'b')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** The play, but for a session of HTTP/2, which in undici has no upgrades, and bugs of its own. */
export function notOverHttp2(play) {
  return { [play.name]: (call) => (call.state === 'h2' ? undefined : play(call)) }[play.name]
}
