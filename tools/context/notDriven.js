// Doors that no play goes through, each with why. A door that is neither here nor seen fails the run, and so does one that is
// here and is seen: nothing stays in this list that has become wrong.

const bytes = /^body: (string|Buffer|ArrayBuffer|DataView|URLSearchParams|FormData|Blob|\w+Array)$/

/** Each: a client, an object or a door that it is about, by name or pattern; `lines` of Node, where not all. */
export const notDriven = [
  { door: bytes, why: 'its bytes are there, and nothing of the app is called for them' },
  { door: 'body: Iterable', why: 'fetch sends an iterable that is not asynchronous as text, without iterating' },
  {
    object: /^undici\d\.RequestOptions$/,
    door: 'body: Readable',
    why: "the stream's own callbacks are the doors: stream.ReadableOptions",
  },
  {
    object: 'http2.ClientHttp2Session',
    door: /^on\((aborted|continue|data|drain|end|finish|headers|pause|pipe|push|readable|ready|response|resume|streamClosed|trailers|unpipe|wantTrailers)\)$/,
    why: 'the types of Node 26 give a session the events of a stream',
  },
  {
    object: 'http2.ClientHttp2Session',
    door: /^on\((altsvc|origin|stream|error|frameError)\)$/,
    why: 'requests share a session, and no upstream here sends what this is for',
  },
  {
    object: 'http2.ClientHttp2Stream',
    door: 'on(push)',
    why: 'of a stream that the upstream starts; no request has made it',
  },
  { object: /Http2Stream$/, door: 'on(streamClosed)', why: 'in the types alone: no supported Node emits it' },
  {
    object: /Http2Stream$/,
    door: 'on(frameError)',
    why: 'when a frame cannot be sent; at times, by resets',
    sometimes: true,
  },
  {
    object: /^grpc\.Server\w+Stream$/,
    door: 'on(error)',
    why: 'when a client goes away at that moment',
    sometimes: true,
  },
  { object: 'http2.ServerHttp2Stream', door: 'on(ready)', why: 'before the server hands the stream over' },
  { object: 'http2.Http2ServerResponse', door: 'on(error)', why: "Node gives a stream's error to its request alone" },
  {
    door: 'compose(stream)',
    object: /(ClientRequest|ServerResponse|Writable(Stream)?)$/,
    why: 'in the types of Node 20 alone',
  },
  { object: 'https.RequestOptions', door: '{ALPNCallback}', why: 'asked of servers, never of clients' },
  {
    object: 'net.Socket',
    door: /^(connect\(connectionListener\)|on\((connect|ready|lookup|connectionAttempt\w*)\))$/,
    why: 'before the socket is handed over',
  },
  {
    object: /^grpc\.Server(Writable|Duplex)Stream$/,
    door: 'end(callback)',
    why: 'grpc-js takes trailing metadata in the place of the callback',
  },
  {
    object: /^(undici\d\.socket|net\.Socket)$/,
    door: 'on(drain)',
    why: 'when the kernel takes less than is written',
    sometimes: true,
  },
]

/** The reason why a door is not driven, or nothing. */
export function reasonFor(object, door, line) {
  const fits = (wanted, name) =>
    wanted === undefined || (wanted instanceof RegExp ? wanted.test(name) : wanted === name)
  return notDriven.find(
    (one) => fits(one.object, object) && fits(one.door, door) && (one.lines?.includes(line) ?? true),
  )
}
