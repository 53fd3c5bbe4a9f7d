// One HTTP request to a sidecar beside us. node:http comes through getBuiltinModule, since importing it loads undici on
// Node 22 and later.

/** What came back, or why nothing did: the code of the error, such as ECONNREFUSED. */
export interface SidecarAnswer {
  readonly status?: number
  readonly body: string
  readonly error?: string
}

const BODY = 1024

/** Asks once, on a connection of its own, for `timeoutMs` at most. Never rejects; of the body it keeps 1024 bytes. */
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
    const timer = setTimeout(() => end({ body: '', error: 'ETIMEDOUT' }), timeoutMs)
    request.on('error', (error: NodeJS.ErrnoException) => end({ body: '', error: error.code ?? error.message }))
    request.on('response', (response) => {
      let body = ''
      const done = () => end({ status: response.statusCode as number, body: body.slice(0, BODY) })
      response.setEncoding('latin1')
      response.on('data', (chunk: string) => {
        body += chunk
        if (body.length >= BODY) done()
      })
      response.on('end', done).on('error', done)
    })
    request.end()
  })
}
