// What a caller may still do with a request of node:http that is made.

export const lateSteps = {
  setHeader: (request) => request.setHeader('X-Late', 'late'),
  'setHeader ours': (request) => request.setHeader('Traceparent', 'late'),
  setHeaders: (request) =>
    request.setHeaders?.(
      new Map([
        ['x-m', '1'],
        ['x-request-id', 'late'],
      ]),
    ),
  appendHeader: (request) => request.appendHeader('x-a', 'more'),
  removeHeader: (request) => request.removeHeader('accept'),
  flushHeaders: (request) => request.flushHeaders(),
  destroy: (request) => request.destroy(new Error('destroyed by the caller')),
  'destroy soon': (request) => setImmediate(() => request.destroy()),
  abort: (request) => request.abort(),
  setTimeout: (request, { log }) => request.setTimeout(500, () => log('callback setTimeout')),
  'bad setHeader': (request) => request.setHeader('bad name', 'x'),
  path: (request) => {
    request.path = '/late'
  },
  'end twice': (request) => {
    request.end()
    request.end()
  },
  'write after end': (request) => {
    request.end()
    request.write('late')
  },
  setNoDelay: (request) => request.setNoDelay(true),
  'setHeader after': () => {},
  uniqueHeaders: () => {},
  joinDuplicateHeaders: (request, { log }) =>
    log(`headers ${JSON.stringify(request.getHeaders())} ${request.hasHeader('traceparent')}`),
}
