/**
 * traceferry for gRPC: servers and clients of @grpc/grpc-js.
 * @module
 */
export { counters, explain, ids, type Options, TraceferryError, withoutForwarding } from '@traceferry/core'
export { interceptor } from './client.ts'
export { traceferry } from './server.ts'
