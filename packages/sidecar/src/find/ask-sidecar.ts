// Sends one HTTP request to the sidecar beside this process. It gets node:http through getBuiltinModule, because an import
// loads undici on Node 22 and later.
import { afterPoll } from './after-poll.ts'

/** The answer, or the code of the error, such as ECONNREFUSED. */
export interface SidecarAnswer {
  readonly status?: number
  readonly body: string
  readonly error?: string
}

const MAX_BODY_BYTES = 1024

/** Asks once, on a new connection, and waits for `timeoutMs` at most. Never rejects. Keeps 1024 bytes of the body. */
export function askSidecar(
  url: string,
  { method = 'GET', timeoutMs = 500 }: { method?: string; timeoutMs?: number } = {},
): Promise<SidecarAnswer> {
  return new Promise((resolve) => {
    const request = process.getBuiltinModule('node:http').request(url, { method, agent: false })
    const end = (answer: SidecarAnswer) => {
      clearTimeout(timer)
      resolve(answer)
      request.destroy()
    }
    const timer = setTimeout(() => afterPoll(() => end({ body: '', error: 'ETIMEDOUT' })), timeoutMs)
    request.on('error', (error: NodeJS.ErrnoException) => end({ body: '', error: error.code ?? error.message }))
    request.on('response', (response) => {
      let body = ''
      const done = () => end({ status: response.statusCode as number, body: body.slice(0, MAX_BODY_BYTES) })
      response.setEncoding('latin1')
      response.on('data', (chunk: string) => {
        body += chunk
        if (body.length >= MAX_BODY_BYTES) done()
      })
      response.on('end', done).on('error', done)
    })
    request.end()
  })
}
