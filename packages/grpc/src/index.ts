/**
 * traceferry for gRPC: servers and clients of @grpc/grpc-js.
 * @module
 */
/** What an app needs of the core, so that it need not be installed beside this package. */
export * from '@traceferry/core'
export { interceptor } from './interceptor.ts'
export { traceferry } from './server.ts'
