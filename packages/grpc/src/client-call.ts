// A call as grpc-js hands it to an interceptor.
import type { Metadata } from './metadata.ts'

/** What grpc-js hands from interceptor to interceptor, as much of it as matters here. */
export interface ClientCall {
  start(metadata: Metadata, listener?: unknown): void
  getPeer(): string
  sendMessageWithContext?(message: object, ...rest: unknown[]): void
  cancelWithStatus(code: number, details: string): void
}
