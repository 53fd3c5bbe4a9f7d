import http from 'node:http'
import { pipeline, type Readable } from 'node:stream'
import type { Client, Reply } from '@traceferry/testkit'

/** A way to make a request: (url, options, callback), as `http.request` has it. */
export type Make = (
  url: string,
  options: http.RequestOptions,
  callback: (response: http.IncomingMessage) => void,
) => http.ClientRequest

/** node:http reduced to what the contract needs, by whatever way a request is made. */
export function httpClient(make: Make, fixed: http.RequestOptions = {}): Client {
  function call(url: string, body: string | Readable | undefined, options: http.RequestOptions): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = make(url, { ...fixed, ...options }, async (response) => {
        let text = ''
        try {
          for await (const chunk of response.setEncoding('utf8')) text += chunk
          resolve({ status: response.statusCode ?? 0, body: text })
        } catch (error) {
          reject(error)
        }
      })
      request.on('error', reject)
      if (body === undefined || typeof body === 'string') request.end(body)
      else pipeline(body, request, () => {})
    })
  }
  return {
    get: (url, headers, signal) =>
      call(url, undefined, {
        ...(headers && { headers: headers as http.OutgoingHttpHeaders }),
        ...(signal && { signal }),
      }),
    post: (url, body, headers) =>
      call(url, body, { method: 'POST', ...(headers && { headers: headers as http.OutgoingHttpHeaders }) }),
  }
}

/** The same, with calls through one agent of few connections. */
export function limitedHttpClient(make: Make): Client {
  return {
    ...httpClient(make),
    limited(connections) {
      const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
      return { ...httpClient(make, { agent }), close: () => agent.destroy() }
    },
  }
}
