// The errors that end calls early, and the functions that recognize them.
/**
 * The request that a call belongs to has no time left. The call was not sent, or was ended.
 *
 * `fetch` and undici reject with it; node:http emits it as `error`; axios and got put it into the `cause` of their own
 * error. {@link isDeadlineExceeded} finds it in all of them. A server should answer with its
 * `status`. Express, Fastify and Koa do so if nothing catches the error.
 */
export class DeadlineExceeded extends Error {
  /** Other copies of this package recognize the error by this name. */
  override readonly name = 'DeadlineExceeded'
  /** Not the code of a network error, so that no client library retries it. */
  readonly code = 'DEADLINE_EXCEEDED'
  /** The status to answer with. Koa and Express read it here. */
  readonly status = 504
  /** The same for Fastify. */
  readonly statusCode = 504
  /** Koa may show the message to the client. */
  readonly expose = true

  /** `timeoutMs` is the time that the request had; `source` is the header or option that set it. */
  constructor(timeoutMs: number, source: string) {
    super(`the ${Math.round(timeoutMs)} ms of this request are used up (${source})`)
  }
}

/** The client of the request that a call belongs to has closed its connection, so the answer has no reader. */
export class ClientDisconnected extends Error {
  /** Other copies of this package recognize the error by this name. */
  override readonly name = 'ClientDisconnected'
  /** Not the code of a network error, so that no client library retries it. */
  readonly code = 'CLIENT_DISCONNECTED'
  /** The status that proxies log. No client is left to read it. */
  readonly status = 499
  /** The same for Fastify. */
  readonly statusCode = 499

  /** For traceferry only. */
  constructor() {
    super('the client of this request has disconnected')
  }
}

/**
 * Whether an error says that the deadline has passed: a {@link DeadlineExceeded}, an error that a client library wrapped
 * around it, or the status of a gRPC call. It compares names, so the error may come from another copy of this package.
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
 * Whether an error says that the client has disconnected. It also compares names.
 *
 * @example
 * app.use((error, request, response, next) => {
 *   if (!isClientDisconnected(error)) next(error) // else no client is left
 * })
 */
export function isClientDisconnected(error: unknown): boolean {
  return isNamed(error, 'ClientDisconnected')
}

/** gRPC clients throw an error with a status code and details. */
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
