// The bodies of a call, each created again for its run.
import { Readable } from 'node:stream'

/** What a client that takes anything is given. `world` has the FormData of the client. */
export function bodyOf(kind, { FormData = globalThis.FormData } = {}) {
  switch (kind) {
    case 'text':
    case 'writes':
      return 'text of the body'
    case 'bytes':
      return Buffer.from('bytes of the body')
    case 'empty text':
      return ''
    case 'stream':
      return Readable.from([Buffer.from('one'), Buffer.from('two')], { objectMode: false })
    case 'generator':
      return produce()
    case 'failing stream':
      return Readable.from(fail(), { objectMode: false })
    case 'params':
      return new URLSearchParams({ a: '1' })
    case 'blob':
      return new Blob(['blob'])
    case 'form': {
      const form = new FormData()
      form.append('a', '1')
      return form
    }
  }
  return undefined
}

async function* produce() {
  yield Buffer.from('one')
  yield Buffer.from('two')
}

// biome-ignore lint/correctness/useYield: it fails before it has anything
async function* fail() {
  throw new RangeError('thrown by the body of the caller')
}

/** Sends a body through a request of node:http or node:http2. */
export function send(request, kind, log) {
  if (kind === undefined) return request.end()
  if (kind === 'writes') {
    request.write('one', () => log('callback write'))
    request.write(Buffer.from('two'))
    return request.end('three', () => log('callback end'))
  }
  const body = bodyOf(kind)
  if (typeof body === 'string' || Buffer.isBuffer(body)) return request.end(body)
  if (kind === 'form' || kind === 'params' || kind === 'blob') return request.end(String(body), 'latin1')
  const stream = body instanceof Readable ? body : Readable.from(/** @type {AsyncIterable<Buffer>} */ (body))
  stream.on('error', (error) => {
    log(`body failed ${error.message}`)
    request.destroy(error)
  })
  stream.pipe(request)
}
