// Reads properties of requests and responses in the way that costs this engine least.

// Express gives each request and response its own shape on Node 20 and 22, and a dot on an object whose shape is new costs 2,500
// instructions: V8 learns how to be quicker the next time, which never comes. Eight such dots were 4 % of an Express app without
// calls. `Reflect.get` costs a tenth of that. Node 24 and later know the shape again, and dots save 1,600 instructions a request there.
const knowsShapes = !(Number.parseInt(process.versions?.node ?? '', 10) < 24)

/** Reads a property that few requests are asked for. */
export function readProperty(object: object, name: string): unknown {
  return Reflect.get(object, name)
}

/** The raw headers of a request. */
export const rawHeadersOf: (request: object) => unknown = knowsShapes
  ? (request: { rawHeaders?: unknown }) => request.rawHeaders
  : (request) => readProperty(request, 'rawHeaders')

/** The request that a response belongs to. */
export const requestOf: (response: object) => unknown = knowsShapes
  ? (response: { req?: unknown }) => response.req
  : (response) => readProperty(response, 'req')

/** The `emit` of an emitter. */
export const emitOf: (emitter: object) => unknown = knowsShapes
  ? (emitter: { emit?: unknown }) => emitter.emit
  : (emitter) => readProperty(emitter, 'emit')
