// undici's dispatch: handlers of the app's own, old and new, interceptors, retries, and what a dispatcher says of itself.
import { source } from '../app/write.js'
import { fullOf } from './undici.js'
import { notOverHttp2 } from './undici-apis.js'

const old = [
  'onConnect',
  'onUpgrade',
  'onHeaders',
  'onData',
  'onComplete',
  'onError',
  'onBodySent',
  'onRequestSent',
  'onResponseStarted',
]
const recent = [
  'onRequestStart',
  'onRequestUpgrade',
  'onResponseStart',
  'onResponseData',
  'onResponseEnd',
  'onResponseError',
  'onBodySent',
  'onRequestSent',
  'onResponseStarted',
]
// What ends a call, and what must say that it wants more.
const last = ['onComplete', 'onError', 'onResponseEnd', 'onResponseError', 'onUpgrade', 'onRequestUpgrade']
const more = { onHeaders: () => true, onData: () => true }

export function dispatchPlays(of, { Client, interceptors, request }) {
  const DISPATCHER = of('Dispatcher')

  const dispatched = (names, options) =>
    function dispatched(call) {
      /** @type {Promise<void>} */
      const over = new Promise((resolve) => {
        const end = (...args) => {
          for (const arg of args) arg?.destroy?.()
          resolve()
        }
        const callback = (name) =>
          call.probe(of('DispatchHandler'), `{${name}}`, last.includes(name) ? end : more[name])
        const handler = Object.fromEntries(names.map((name) => [name, callback(name)]))
        call.env.dispatcher.dispatch({ origin: call.env.base, method: 'GET', ...options(call) }, handler)
      })
      return over
    }

  const plain = (call) => ({ path: call.path(fullOf(call)) })
  const upload = (call) => ({ path: call.path(fullOf(call)), method: 'POST', body: source(call) })
  const upgrade = (call) => ({ path: call.path('plain'), upgrade: 'x' })
  // undici 8 refuses the old ones, and undici 6 the new ones.
  const kinds = [...(of('').startsWith('undici8') ? [] : [old]), ...(of('').startsWith('undici6') ? [] : [recent])]
  const handlers = kinds.flatMap((names) => [
    ...[plain, upload, plain, upload].map((options) => dispatched(names, options)),
    notOverHttp2(dispatched(names, upgrade)),
  ])

  async function intercepted(call) {
    const mine = (dispatch) => (options, handler) => {
      call.tell(DISPATCHER, 'compose(dispatchers)')
      return dispatch(options, handler)
    }
    const { body } = await call.env.dispatcher
      .compose(mine)
      .request({ origin: call.env.base, path: call.path(fullOf(call)), method: 'GET' })
    await body.text()
  }

  /** The function that undici exports beside the method. */
  async function exported(call) {
    const { dispatcher, base } = call.env
    const { body } = await request(base + call.path(fullOf(call)), { dispatcher })
    call.tell(of('request'), 'await ()')
    await body.text()
  }

  const retried = (how) =>
    async function retried(call) {
      const again = call.probe(of('RetryOptions'), '{retry}', (error, { state }, done) => {
        if (state.counter > 2) done(error)
        else setTimeout(done, 1, null)
      })
      const dispatcher = call.env.dispatcher.compose(interceptors.retry({ retry: again }))
      const { body } = await dispatcher.request({
        origin: call.env.base,
        path: call.path(how ?? fullOf(call)),
        method: 'GET',
      })
      await body.text()
    }

  /** A client that a request makes for itself alone. */
  const ownClient = (end) =>
    async function ownClient(call) {
      const client = new Client(
        call.env.base,
        call.state === 'h2' ? { allowH2: true, connect: { rejectUnauthorized: false } } : {},
      )
      call.listen(client, DISPATCHER)
      const { body } = await client.request({ path: call.path(fullOf(call)), method: 'GET' })
      await body.text()
      await new Promise((resolve) => client[end](call.probe(DISPATCHER, `${end}(callback)`, resolve)))
    }

  async function awaited(call) {
    for (const end of ['close', 'destroy']) {
      const client = new Client(call.env.base)
      await client[end]()
      call.tell(DISPATCHER, `await ${end}()`)
    }
  }

  async function refused(call) {
    const client = new Client('http://127.0.0.1:1')
    call.listen(client, DISPATCHER)
    await client.request({ path: '/', method: 'GET' }).catch(() => {})
    await client.destroy()
  }

  // Over HTTP/2 undici 6.29 waits forever for a session that is refused again and again.
  const failing = notOverHttp2(retried('fail'))
  const around = [exported, intercepted, retried(), intercepted, failing, retried(), failing]
  return [...handlers, ...around, ownClient('close'), ownClient('destroy'), awaited, refused]
}
