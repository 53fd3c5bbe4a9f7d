// Sends one request.
import type { IncomingMessage } from 'node:http'
import http from 'node:http'
import https from 'node:https'

export interface Request {
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly data?: string | undefined
  /** For the whole request, in milliseconds. */
  readonly timeout: number
  /** PEM certificates of authorities, instead of Node's. */
  readonly ca?: string | undefined
}

export interface Answer {
  readonly status: number
  header(name: string): string | undefined
  /** The start of the body. */
  readonly text: string
}

const MOST = 300 // characters of the body; a proxy's own response is one line

/** Sends one request without following redirects, because the probe is signed for this host alone. */
export function requestOnce(url: string, { method, headers, data, timeout, ca }: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeout)
    const call = (url.startsWith('https:') ? https : http).request(url, {
      method: data !== undefined && method === 'GET' ? 'POST' : method,
      headers: byName(headers, data),
      signal,
      agent: false,
      ...(ca === undefined ? {} : { ca }),
    })
    call.on('error', (error) => reject(signal.aborted ? new Error(`nothing came within ${timeout / 1000} s`) : error))
    call.on('response', (response) => startOf(response).then((text) => resolve(answerOf(response, text)), reject))
    call.end(data)
  })
}

/** All headers in one object, because Node needs `Host` to open the connection: TLS asks for the certificate of that name. */
function byName(headers: Request['headers'], data: string | undefined): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const [given, value] of headers) {
    const name = given.toLowerCase()
    values[name] = values[name] === undefined || name === 'host' ? value : [values[name], value].flat()
  }
  if (data !== undefined) values['content-length'] ??= String(Buffer.byteLength(data))
  return values
}

/** Reads the start of the body only when a proxy may have answered. Any other body may never end. */
async function startOf(response: IncomingMessage): Promise<string> {
  let text = ''
  if ((response.statusCode ?? 0) < 400) {
    response.destroy()
    return text
  }
  response.setEncoding('utf8')
  try {
    for await (const chunk of response) {
      text += chunk
      if (text.length >= MOST) break
    }
  } catch {
    // The text so far is enough.
  }
  // The last word may be half a URL, in which `printable` would not find the password.
  return text.length < MOST ? text : text.slice(0, MOST).replace(/\S*$/, '')
}

function answerOf(response: IncomingMessage, text: string): Answer {
  const header = (name: string) => {
    const value = response.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return { status: response.statusCode ?? 0, header, text }
}
