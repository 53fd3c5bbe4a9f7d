// A call as grpc-js passes it to an interceptor.
import type { Metadata } from './metadata.ts'

/** The part that we need of what grpc-js passes from interceptor to interceptor. */
export interface ClientCall {
  start(metadata: Metadata, listener?: unknown): void
  getPeer(): string
  sendMessageWithContext?(message: object, ...rest: unknown[]): void
  cancelWithStatus(code: number, details: string): void
}
