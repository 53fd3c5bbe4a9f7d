// The objects whose doors are looked up in the types: what an app holds in its hands when it makes a call, sends a body,
// reads an answer, or answers itself. The names are those of the types; what they can do is never listed here.

const http = (name) => `import('node:http').${name}`
const https = (name) => `import('node:https').${name}`
const http2 = (name) => `import('node:http2').${name}`
const stream = (name) => `import('node:stream').${name}`
const web = (name) => `import('node:stream/web').${name}`
const grpc = (name) => `import('@grpc/grpc-js').${name}`

const node = {
  // Calls.
  'http.request': `typeof ${http('request')}`,
  'http.RequestOptions': http('RequestOptions'),
  'http.ClientRequest': http('ClientRequest'),
  'http.IncomingMessage': http('IncomingMessage'),
  // What an upgrade or a tunnel hands over.
  'net.Socket': "import('node:net').Socket",
  'https.request': `typeof ${https('request')}`,
  'https.RequestOptions': https('RequestOptions'),
  'http2.connect': `typeof ${http2('connect')}`,
  'http2.ClientSessionOptions': http2('ClientSessionOptions'),
  'http2.ClientHttp2Session': http2('ClientHttp2Session'),
  'http2.ClientHttp2Stream': http2('ClientHttp2Stream'),
  // Our answers.
  'http.ServerResponse': http('ServerResponse'),
  'http2.ServerHttp2Stream': http2('ServerHttp2Stream'),
  'http2.Http2ServerRequest': http2('Http2ServerRequest'),
  'http2.Http2ServerResponse': http2('Http2ServerResponse'),
  // Bodies, as an app makes them, and what it reads answers into.
  'stream.ReadableOptions': stream('ReadableOptions'),
  'stream.WritableOptions': stream('WritableOptions'),
  'stream.finished': `typeof ${stream('finished')}`,
  'stream.pipeline': `typeof ${stream('pipeline')}`,
  'web.UnderlyingSource': web('UnderlyingSource'),
  'web.UnderlyingSink': web('UnderlyingSink'),
  'web.Transformer': web('Transformer'),
  // Built-in fetch.
  fetch: 'typeof globalThis.fetch',
  'fetch.RequestInit': 'RequestInit',
  'fetch.Response': 'Response',
  'fetch.body': web('ReadableStream'),
  'fetch.reader': web('ReadableStreamDefaultReader'),
}

/** The types of undici are the same from 6 to 8 but for what they add, so that each has its own list. */
function undici(major) {
  const from = (name) => `import('undici${major}').${name}`
  return {
    [`undici${major}.request`]: `typeof ${from('request')}`,
    [`undici${major}.Dispatcher`]: from('Dispatcher'),
    [`undici${major}.RequestOptions`]: from('Dispatcher.RequestOptions'),
    [`undici${major}.DispatchHandler`]:
      major === 6 ? from('Dispatcher.DispatchHandlers') : from('Dispatcher.DispatchHandler'),
    [`undici${major}.body`]: from("Dispatcher.ResponseData['body']"),
    [`undici${major}.pipeline`]: `ReturnType<${from("Dispatcher['pipeline']")}>`,
    [`undici${major}.socket`]: from("Dispatcher.UpgradeData['socket']"),
    [`undici${major}.fetch`]: `typeof ${from('fetch')}`,
    [`undici${major}.RequestInit`]: from('RequestInit'),
    [`undici${major}.Response`]: from('Response'),
    [`undici${major}.RetryOptions`]: from('RetryHandler.RetryOptions'),
  }
}

const calls = {
  'grpc.Client': grpc('Client'),
  'grpc.CallOptions': grpc('CallOptions'),
  'grpc.CallCredentials': `typeof ${grpc('CallCredentials')}`,
  'grpc.ClientUnaryCall': grpc('ClientUnaryCall'),
  'grpc.ClientReadableStream': grpc('ClientReadableStream<Buffer>'),
  'grpc.ClientWritableStream': grpc('ClientWritableStream<Buffer>'),
  'grpc.ClientDuplexStream': grpc('ClientDuplexStream<Buffer, Buffer>'),
  'grpc.Requester': grpc('Requester'),
  'grpc.Listener': grpc('Listener'),
  'grpc.ServerUnaryCall': grpc('ServerUnaryCall<Buffer, Buffer>'),
  'grpc.ServerReadableStream': grpc('ServerReadableStream<Buffer, Buffer>'),
  'grpc.ServerWritableStream': grpc('ServerWritableStream<Buffer, Buffer>'),
  'grpc.ServerDuplexStream': grpc('ServerDuplexStream<Buffer, Buffer>'),
}

/** Name in the matrix to the TypeScript of its type. */
export const objects = { ...node, ...undici(6), ...undici(7), ...undici(8), ...calls }

/** What may be handed over as a body: each kind that is read while it is sent is a door. */
export const bodies = {
  'fetch.RequestInit': "NonNullable<RequestInit['body']>",
  'undici6.RequestOptions': "NonNullable<import('undici6').Dispatcher.DispatchOptions['body']>",
  'undici7.RequestOptions': "NonNullable<import('undici7').Dispatcher.DispatchOptions['body']>",
  'undici8.RequestOptions': "NonNullable<import('undici8').Dispatcher.DispatchOptions['body']>",
  'undici6.RequestInit': "NonNullable<import('undici6').RequestInit['body']>",
  'undici7.RequestInit': "NonNullable<import('undici7').RequestInit['body']>",
  'undici8.RequestInit': "NonNullable<import('undici8').RequestInit['body']>",
}

/** What works, is documented, and yet in no type. */
export const untyped = {
  // undici takes whatever it can iterate over, and says when a request has been sent.
  'undici6.RequestOptions': ['body: AsyncIterable'],
  'undici7.RequestOptions': ['body: AsyncIterable'],
  'undici8.RequestOptions': ['body: AsyncIterable'],
  'undici6.DispatchHandler': ['{onRequestSent}'],
  'undici7.DispatchHandler': ['{onRequestSent}'],
  'undici6.Response': ['await bytes()'],
  'grpc.ServerUnaryCall': ['on(cancelled)'],
  'grpc.ServerReadableStream': ['on(cancelled)'],
  'grpc.ServerWritableStream': ['on(cancelled)'],
  'grpc.ServerDuplexStream': ['on(cancelled)'],
}
