// A service that works for a while and then calls the next one. It tells the proof what it saw, and when.
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { portOf } from '../../shared/listen.js'

const {
  hop,
  next,
  traceferry,
  deadline,
  work = 0,
  answer = 200,
  calls = 'fetch',
  retries = 0,
  owner,
  report,
  agent,
} = JSON.parse(process.env.PROOF ?? '')
const now = () => performance.timeOrigin + performance.now()
const { deadlineSignal } = deadline ? await import('@traceferry/sidecar') : {}

const server = createServer(async (request, response) => {
  const tell = (event, more = {}) => process.send?.({ event, hop, at: now(), n: request.headers['x-n'], ...more })
  tell('arrived', { told: request.headers['grpc-timeout'], attempt: request.headers['x-envoy-attempt-count'] })
  request.resume()
  response.on('close', () => response.writableFinished || tell('left alone'))
  try {
    if (work > 0) await setTimeout(work, undefined, { signal: deadlineSignal?.() })
    if (next === undefined) {
      tell('worked')
      response.statusCode = answer
      return response.end('done')
    }
    tell('calling')
    const { status, text } = await (await import(`./calls/${calls}.js`)).call(next, {
      retries,
      owner,
      agent,
      n: request.headers['x-n'],
    })
    tell('called', { status, text })
    response.statusCode = status
    response.end(text)
  } catch (error) {
    tell('ended', { error: error.name })
    response.statusCode = error.status ?? 500
    response.end(error.name)
  }
})

// Node is not in the way: its own idle timeout is the keep-alive proof's matter.
server.keepAliveTimeout = 60_000
if (report) (await import('@traceferry/sidecar/report')).report({ file: report, intervalMs: 100, process: 'orders' })
if (traceferry) (await import('@traceferry/http')).traceferry(server)
if (deadline) (await import('@traceferry/sidecar')).deadline(deadline)

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: portOf(server) })
  process.channel?.unref()
})
