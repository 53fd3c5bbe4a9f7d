import type { IncomingMessage } from 'node:http'
import http from 'node:http'
import https from 'node:https'

export interface Request {
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly data?: string | undefined
  /** In milliseconds, for the whole of it. */
  readonly timeout: number
  /** Certificates of authorities, PEM, in place of those that Node knows. */
  readonly ca?: string | undefined
}

export interface Answer {
  readonly status: number
  header(name: string): string | undefined
  /** The start of the body. */
  readonly text: string
}

const MOST = 300 // characters of the body: a proxy's own answer is one line

/** One request, without following redirects: the probe is signed for this host alone. */
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

/** At once, as the connection is opened for the `Host` among them: TLS asks for the certificate of that name. */
function byName(headers: Request['headers'], data: string | undefined): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const [given, value] of headers) {
    const name = given.toLowerCase()
    values[name] = values[name] === undefined || name === 'host' ? value : [values[name], value].flat()
  }
  if (data !== undefined) values['content-length'] ??= String(Buffer.byteLength(data))
  return values
}

/** Only of an answer that may be a proxy's own: any other may go on for ever. */
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
    // What came so far is enough.
  }
  // The last word may be half a URL, whose password would not be known for one any more.
  return text.length < MOST ? text : text.slice(0, MOST).replace(/\S*$/, '')
}

function answerOf(response: IncomingMessage, text: string): Answer {
  const header = (name: string) => {
    const value = response.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return { status: response.statusCode ?? 0, header, text }
}
