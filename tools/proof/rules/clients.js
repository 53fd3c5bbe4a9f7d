// Clients of the kinds that the protocol rules are about. None of them throws: what went wrong is the answer.
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'

/**
 * A call to 127.0.0.1 as `url` says, with its scheme and Host.
 * @param {number} port
 * @param {string} url
 * @param {{ method?: string, headers?: Record<string, string>, timeout?: number, agent?: import('node:http').Agent }} [options]
 * @returns {Promise<{ status?: number, headers?: any, text?: string, error?: string, took: number }>}
 */
export function call(port, url, { method = 'GET', headers = {}, timeout = 10_000, agent } = {}) {
  const { protocol, host, pathname } = new URL(url)
  const started = performance.now()
  const took = () => Math.round(performance.now() - started)
  return new Promise((resolve) => {
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
      host: '127.0.0.1',
      port,
      path: pathname,
      method,
      headers: { host, ...headers },
      agent: agent ?? new Agent({ keepAlive: false }),
      ...(protocol === 'https:' ? { agent: undefined, rejectUnauthorized: false } : {}),
    })
    const timer = setTimeout(() => request.destroy(Object.assign(new Error(), { code: 'TIMEOUT' })), timeout)
    request.on('error', (/** @type {NodeJS.ErrnoException} */ { code, message }) =>
      resolve({ error: code ?? message, took: took() }),
    )
    request.on('response', async (response) => {
      let text = ''
      response.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) =>
        resolve({ error: code, took: took(), text }),
      )
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => {
        clearTimeout(timer)
        resolve({ status: response.statusCode, headers: response.headers, text, took: took() })
      })
    })
    request.end()
  })
}

/** A client that opens its connection this many ms before it sends the request on it. */
export async function callOpenedAhead(port, ahead) {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  await sleep(ahead)
  socket.end('GET / HTTP/1.1\r\nHost: orders\r\nConnection: close\r\n\r\n')
  return await textOf(socket, 5000)
}

/** A POST over HTTP/2 without TLS, as gRPC sends it. */
export async function callHttp2(port) {
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  session.on('error', () => {})
  try {
    const stream = session.request({ ':method': 'POST', ':path': '/shop.Orders/Get' })
    stream.on('error', () => {})
    stream.end()
    return await textOf(stream, 5000)
  } finally {
    session.destroy()
  }
}

/** One message over a WebSocket, and what came back. */
export async function callWebSocket(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`)
  try {
    await once(socket, 'open')
    socket.send('hello')
    const [message] = await once(socket, 'message')
    return String(message)
  } catch (error) {
    return error.message
  } finally {
    socket.terminate()
  }
}

/** What the server says by itself, and after how many ms; undefined when nothing within `most` ms. */
export async function greeting(port, most) {
  const started = performance.now()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const first = once(socket, 'data').then(([chunk]) => ({
    text: String(chunk).trim(),
    after: Math.round(performance.now() - started),
  }))
  try {
    return await Promise.race([first, sleep(most)])
  } finally {
    first.catch(() => {})
    socket.destroy()
  }
}

async function textOf(stream, most) {
  const read = (async () => {
    let text = ''
    try {
      for await (const chunk of stream) text += chunk
    } catch {} // cut: what has come so far is the answer
    return text
  })()
  const text = await Promise.race([read, sleep(most, '')])
  stream.destroy()
  return text
}
