/**
 * traceferry for gRPC: servers and clients of @grpc/grpc-js.
 * @module
 */
/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'
export { type Interceptor, interceptor } from './interceptor.ts'
export { type ServerInterceptor, traceferry } from './server.ts'
