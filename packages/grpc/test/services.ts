import * as grpc from '@grpc/grpc-js'

// A service with a method of each kind, its messages plain JSON: nothing here but gRPC itself.
const json = {
  requestSerialize: (value: unknown) => Buffer.from(JSON.stringify(value)),
  requestDeserialize: (bytes: Buffer) => JSON.parse(bytes.toString()),
  responseSerialize: (value: unknown) => Buffer.from(JSON.stringify(value)),
  responseDeserialize: (bytes: Buffer) => JSON.parse(bytes.toString()),
}

function method(name: string, requestStream: boolean, responseStream: boolean) {
  return { path: `/shop.Orders/${name}`, requestStream, responseStream, ...json }
}

const definition = {
  unary: method('Unary', false, false),
  upload: method('Upload', true, false),
  download: method('Download', false, true),
  chat: method('Chat', true, true),
}

export const Orders = grpc.makeGenericClientConstructor(definition as never, 'shop.Orders')
export type Kind = keyof typeof definition
export const kinds = Object.keys(definition) as Kind[]

/** Starts a server that answers each call with what `handle` returns, late for streams: after their last message. */
export async function serve(handle: (metadata: grpc.Metadata) => Promise<unknown>, options: grpc.ServerOptions = {}) {
  const server = new grpc.Server(options)
  type Call = grpc.ServerDuplexStream<unknown, unknown> & { metadata: grpc.Metadata }
  const reply = (call: Call) =>
    handle(call.metadata).then(
      (answer) => call.end(void call.write(answer)),
      (error: Error) => call.destroy(error),
    )
  const handlers = {
    unary: (call: Call, done: grpc.sendUnaryData<unknown>) =>
      void handle(call.metadata).then((v) => done(null, v), done),
    upload: (call: Call, done: grpc.sendUnaryData<unknown>) => {
      call.on('data', () => {})
      call.on('end', () => void handle(call.metadata).then((v) => done(null, v), done))
    },
    download: reply,
    chat: (call: Call) => {
      call.on('data', () => {})
      call.on('end', () => void reply(call))
    },
  }
  server.addService(definition as never, handlers as never)
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, p) =>
      error ? reject(error) : resolve(p),
    ),
  )
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() }
}

/** Makes one call of the given kind and resolves to its (last) answer. */
export function call(client: grpc.Client, kind: Kind, metadata = new grpc.Metadata()): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const done = (error: unknown, answer?: unknown) =>
      error ? reject(error) : resolve(answer as Record<string, string>)
    const methods = client as unknown as Record<Kind, (...args: unknown[]) => grpc.ClientDuplexStream<unknown, unknown>>
    if (kind === 'unary') return void methods.unary({}, metadata, done)
    const stream =
      kind === 'upload'
        ? methods.upload(metadata, done)
        : kind === 'chat'
          ? methods.chat(metadata)
          : methods.download({}, metadata)
    if (kind !== 'download') {
      stream.write({ part: 1 })
      setTimeout(() => stream.end(), 2)
    }
    if (kind === 'upload') return
    stream.on('data', (answer) => done(null, answer)).on('error', reject)
  })
}
