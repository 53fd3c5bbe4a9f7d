// Checks that the line got a server.
import { show, TraceferryError, warnOnce } from '@traceferry/core/internal'

/** Express and Koa apps also emit, but not requests; unlike servers, they have no address. */
export function isServer(value: unknown): boolean {
  const { emit, address } = (value ?? {}) as { emit?: unknown; address?: unknown }
  return typeof emit === 'function' && typeof address === 'function'
}

/** Throws, or only warns during a request, which traceferry must not break: `server.on('request', traceferry)`. */
export function refuse<T>(value: T): T {
  const cure = 'write traceferry(createServer(handler)), or take the package of your framework'
  const isRequest = typeof value === 'object' && value !== null && 'rawHeaders' in value
  const error = new TraceferryError(
    'TF013',
    `traceferry got ${isRequest ? 'a request' : show(value)} for a server`,
    cure,
  )
  if (!isRequest) throw error
  warnOnce('TF013', error.message)
  return value
}
