// One HTTP request to a sidecar beside us. node:http comes through getBuiltinModule, since importing it loads undici on
// Node 22 and later.

/** What came back, or why nothing did: the code of the error, such as ECONNREFUSED. */
export interface Answer {
  readonly status?: number
  readonly body: string
  readonly error?: string
}

const BODY = 1024

/** Asks once, on a connection of its own, for `timeoutMs` at most. Never rejects; of the body it keeps 1024 bytes. */
export function ask(
  url: string,
  { method = 'GET', timeoutMs = 500 }: { method?: string; timeoutMs?: number } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const request = process.getBuiltinModule('node:http').request(url, { method, agent: false })
    const end = (answer: Answer) => {
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

/** Whether a TCP connection to the address is accepted, refused at once, or neither. */
export function knock(host: string, port: number, timeoutMs = 500): Promise<'open' | 'refused' | 'unknown'> {
  return new Promise((resolve) => {
    const socket = process.getBuiltinModule('node:net').connect({ host, port })
    const end = (result: 'open' | 'refused' | 'unknown') => {
      clearTimeout(timer)
      resolve(result)
      socket.destroy()
    }
    const timer = setTimeout(() => end('unknown'), timeoutMs)
    socket.on('connect', () => end('open'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'refused' : 'unknown'))
  })
}
