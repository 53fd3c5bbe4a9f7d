/**
 * The time of the request that a call belongs to is used up. The call was not sent, or was ended.
 *
 * `fetch` and undici reject with it; node:http emits it as `error`; axios and got put it into the `cause` of their own
 * error. {@link isDeadlineExceeded} finds it in all of them. Its `status` is what a server should answer, and what
 * Express, Fastify and Koa do answer when nobody catches it.
 */
export class DeadlineExceeded extends Error {
  /** By which it is known to copies of this package. */
  override readonly name = 'DeadlineExceeded'
  /** No code of a network error, so that no client library retries by it. */
  readonly code = 'DEADLINE_EXCEEDED'
  /** What a server should answer; Koa and Express look here. */
  readonly status = 504
  /** The same for Fastify. */
  readonly statusCode = 504
  /** Koa may show the message to the client. */
  readonly expose = true

  /** `timeoutMs` is the time that the request had; `source` says who set it. */
  constructor(timeoutMs: number, source: string) {
    super(`the ${Math.round(timeoutMs)} ms of this request are used up (${source})`)
  }
}

/** The client whose request a call belongs to has closed its connection: nobody waits for the answer. */
export class ClientDisconnected extends Error {
  /** By which it is known to copies of this package. */
  override readonly name = 'ClientDisconnected'
  /** No code of a network error, so that no client library retries by it. */
  readonly code = 'CLIENT_DISCONNECTED'
  /** As proxies log it; nobody is there to read it. */
  readonly status = 499
  /** The same for Fastify. */
  readonly statusCode = 499

  /** Made by traceferry alone. */
  constructor() {
    super('the client of this request has gone')
  }
}

/**
 * Whether an error says that the deadline has passed, be it a {@link DeadlineExceeded} or one that a client library has
 * wrapped around it, or the status of a gRPC call. Found by name, so that it may come from another copy of this package.
 *
 * @example
 * app.use((error, request, response, next) => {
 *   if (!isDeadlineExceeded(error)) return next(error)
 *   response.status(504).send(error.message)
 * })
 */
export function isDeadlineExceeded(error: unknown): boolean {
  return isNamed(error, 'DeadlineExceeded') || isGrpcStatus(error, 4)
}

/**
 * Whether an error says that the client has gone, likewise.
 *
 * @example
 * app.use((error, request, response, next) => {
 *   if (!isClientDisconnected(error)) next(error) // else nobody is there to answer
 * })
 */
export function isClientDisconnected(error: unknown): boolean {
  return isNamed(error, 'ClientDisconnected')
}

/** An error of a gRPC client: a status code with its details. */
function isGrpcStatus(error: unknown, code: number): boolean {
  const { code: is, details } = (error ?? {}) as { code?: unknown; details?: unknown }
  return is === code && typeof details === 'string'
}

function isNamed(error: unknown, name: string): boolean {
  let inner = error as { name?: unknown; cause?: unknown } | null | undefined
  for (let depth = 0; typeof inner === 'object' && inner !== null && depth < 8; depth++) {
    if (inner.name === name) return true
    inner = inner.cause as typeof inner
  }
  return false
}
