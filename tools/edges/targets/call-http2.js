// node:http2: a session for each target, and a request with an authority of its own.
import http2 from 'node:http2'
import { headersFor, pathOf, urlOf } from './parts.js'

export function callHttp2(target) {
  const { host, port, authority, shape } = target
  /** @type {Promise<void>} */
  const over = new Promise((resolve, reject) => {
    const session = http2.connect(...argumentsOf(target, host, port))
    session.on('error', reject).on('close', reject)
    try {
      const list = ['list', 'twice'].includes(shape)
      const headers = headersFor({ ...target, shape: list ? 'list' : shape === 'null prototype' ? shape : undefined })
      const pseudo = [':path', pathOf(target), ...(authority === undefined ? [] : [':authority', authority])]
      const own = list ? [...pseudo, ...headers] : Object.assign(headers, pairsOf(pseudo))
      const stream = session.request(own)
      stream.on('error', reject)
      stream.on('close', () => {
        session.destroy()
        resolve()
      })
      stream.resume()
      stream.end()
    } catch (error) {
      reject(error)
    }
    setTimeout(() => session.destroy(), 2800).unref()
  })
  return over
}

/** @returns {[any, any?]} */
function argumentsOf(target, host, port = 80) {
  if (target.form === 'object') return [{ protocol: 'http:', host, port }]
  if (target.form === 'host') return [{ protocol: 'http:', hostname: host, port }, { protocol: 'http:' }]
  const url = urlOf({ ...target, path: '/' })
  return [target.form === 'URL' ? new URL(url) : url]
}

const pairsOf = (list) => Object.fromEntries(list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1]]] : [])))
