/**
 * traceferry for gRPC: servers and clients of @grpc/grpc-js.
 * @module
 */
/** What an app needs of the core, so that it need not be installed beside this package. */
export * from '@traceferry/core'
export { type Interceptor, interceptor } from './client.ts'
export { type ServerInterceptor, traceferry } from './server.ts'
