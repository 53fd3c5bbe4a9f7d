// Sends one request to the service.
import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { SendSettings } from './send-options.ts'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** Sends one request on a new connection, outside any context. */
export async function sendRequest(
  url: string,
  options: SendSettings,
  canaries: Iterable<[string, string]>,
): Promise<Reply> {
  const { body, method = body === undefined ? 'GET' : 'POST', headers = {} } = options
  const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {}
  const content = typeof body === 'object' ? JSON.stringify(body) : body
  return new Promise((resolve, reject) => {
    const length = content === undefined ? {} : { 'content-length': String(Buffer.byteLength(content)) }
    const all = { ...type, ...headers, ...length, ...Object.fromEntries(canaries) }
    // The server runs in this test, with its own certificate.
    const { request } = url.startsWith('https:') ? https : http
    request(url, { method, headers: all, agent: false, rejectUnauthorized: false })
      .on('response', (response) => {
        const { statusCode: status = 0, headers } = response
        text(response).then((body) => resolve({ status, headers, body }), reject)
      })
      .on('error', reject)
      .end(content)
  })
}
