// A call of node:http2, over a session of its own.
import http2 from 'node:http2'
import { send } from '../bodies.js'
import { kindOf, watch } from '../log.js'

export async function run(call, world) {
  const { host, port } = world.target(call.tls ? 'http2s' : 'http2')
  const authority = `${call.tls ? 'https' : 'http'}://${host}:${port}`
  const session = http2.connect(authority, { lookup: world.lookup, rejectUnauthorized: false })
  world.atEnd(() => session.destroy())
  world.log(`session ${kindOf(session)}`)
  watch(session, ['error', 'close'], world.log, 'session ')
  const headers = withPseudo(call, world)
  for (let i = 0; i < (call.twice ? 2 : 1); i++) await once(call, world, session, headers)
}

function once(call, world, session, headers) {
  const { log } = world
  let tell
  const over = new Promise((resolve) => {
    tell = resolve
  })
  let stream
  try {
    stream = session.request(headers, ...optionsOf(call, world))
  } catch (error) {
    log.error('throws', error)
    return undefined
  }
  log(`returns ${kindOf(stream)}`)
  watch(stream, ['response', 'data', 'end', 'close', 'error', 'aborted', 'timeout', 'trailers', 'wantTrailers'], log)
  stream.on('response', (answer) => log(`answer ${answer[':status']} ${answer['x-a']}`))
  for (const [name, event] of [
    ['callback', 'response'],
    ['data', 'data'],
    ['end', 'end'],
    ['error', 'error'],
  ])
    if (call.throws === name) stream.on(event, () => world.raise(name))
  stream.on('close', tell)
  session.on('close', tell)
  try {
    if (call.late?.includes('session close')) session.close()
    if (call.late?.includes('destroy')) stream.destroy(new Error('destroyed by the caller'))
    if (call.late?.includes('close')) stream.close(8, () => log('callback close'))
    if (!stream.writableEnded) send(stream, call.body, log)
    if (call.late?.includes('end twice')) stream.end()
    if (call.timeout > 0) stream.setTimeout(call.timeout, () => stream.destroy(new Error('timed out')))
  } catch (error) {
    log.error('throws later', error)
    stream.destroy()
  }
  return over.then(() => log(`sent ${JSON.stringify(stream.sentHeaders?.[':path'])} ${stream.rstCode}`))
}

const pseudos = {
  authority: (host) => [':authority', host],
  outside: () => [':authority', 'evil.example'],
  host: () => ['host', 'evil.example'],
  scheme: () => [':scheme', 'http'],
  protocol: () => [':protocol', 'websocket'],
}

/** The headers with method and path: those of an object where there is one, else as the client takes them. */
function withPseudo(call, world) {
  const { method, path } = call
  const list = []
  if (method !== undefined) list.push([':method', method])
  if (path !== undefined) list.push([':path', path])
  const pseudo = pseudos[call.pseudo]?.(world.target('http2').host)
  if (pseudo !== undefined) list.push(pseudo)
  const { shape, entries = [] } = call.headers
  return world.headers({ ...call.headers, shape, entries: [...list, ...entries] }, globalThis.Headers)
}

function optionsOf(call, world) {
  const base = call.signal === undefined ? {} : { signal: world.signal(call.signal) }
  switch (call.options) {
    case 'endStream':
      return [{ ...base, endStream: true }]
    case 'not endStream':
      return [{ ...base, endStream: false }]
    case 'odd':
      return ['no options']
    case 'frozen':
      return [Object.freeze(base)]
    case 'waitForTrailers':
      return [{ ...base, waitForTrailers: true }]
    case 'weight':
      return [{ ...base, weight: 20, exclusive: true }]
  }
  return call.signal === undefined ? [] : [base]
}
