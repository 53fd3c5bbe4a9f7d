// The carrier for the TCP transport of Nest's microservices.
import { type Captured, type Policy, run, snapshot } from '@traceferry/core'
import { failure, type MessageOptions } from '@traceferry/core/internal'
import { bullmq } from './bullmq.ts'
import { isRecord } from './carrier.ts'

/** The part of Nest's ExecutionContext that we need. Nest is never imported. */
export interface NestContext {
  /** `rpc` for a message. */
  getType(): string
  /** What came with the message. */
  switchToRpc(): {
    /** The message's data. */
    getData(): unknown
  }
}

/** What runs the rest of a message's handling: the CallHandler of Nest. */
export interface NestHandler<O> {
  /** Returns an Observable. */
  handle(): O
}

/** For `serializer` in the options of a Nest client. */
export interface NestSerializer {
  /** The packet as it goes out. */
  // biome-ignore lint/suspicious/noExplicitAny: the type that Nest's own Serializer has
  serialize(packet: any): any
}

/** For `app.useGlobalInterceptors`. */
export interface NestInterceptor {
  /** Runs the rest of a message's handling in the context of the message. */
  intercept<O>(context: NestContext, next: NestHandler<O>): O
}

interface Subscription {
  unsubscribe(): void
}
interface Observable {
  readonly constructor: new (onSubscribe: (subscriber: unknown) => () => void) => unknown
  subscribe(subscriber: unknown): Subscription
}

/**
 * Nest's microservices over TCP, which have no headers: the set goes in the message's data, under one key, `traceferry`, and is
 * removed before the handler sees it. Data without keys, such as a string or a list, is sent without it. Give all services the
 * interceptor before the first client gets the serializer: a service without it sees the key.
 *
 * @example
 * // Who calls
 * ClientsModule.register([{ name: 'ORDERS', transport: Transport.TCP, options: { host: 'orders', port: 3001, serializer: nest.serializer() } }])
 * // Who is called
 * app.useGlobalInterceptors(nest.interceptor())
 */
export const nest: {
  /**
   * Sends a client's messages. Only ids go, unless the options allow more. Never throws: an unknown packet is sent unchanged.
   */
  serializer(options?: MessageOptions): NestSerializer
  /**
   * Handles a service's messages: the calls of pipes and handlers, including those that return an Observable, carry the message's
   * headers. Nest runs guards before interceptors, so calls from guards carry nothing. Without a policy, the options of the app's
   * setup line count, or else those of the environment. HTTP requests in the same app are left alone.
   */
  interceptor(policy?: Policy): NestInterceptor
} = {
  serializer: (options) => ({
    serialize(packet) {
      try {
        if (!isRecord(packet) || !('pattern' in packet) || !isRecord(packet.data)) return packet
        return { ...packet, data: bullmq.forward(packet.data, options) }
      } catch (error) {
        failure('a message', error)
        return packet
      }
    },
  }),
  interceptor: (policy) => ({
    intercept: (context, next) =>
      context.getType() === 'rpc' ? handleIn(takeOut(context, policy), next) : next.handle(),
  }),
}

function takeOut(context: NestContext, policy: Policy | undefined): Captured {
  const data = context.switchToRpc().getData() as { traceferry?: unknown } | undefined
  const captured = bullmq.capture(data, policy)
  try {
    // A handler that forwards its data must not forward our key, and a strict ValidationPipe must not see it.
    if (isRecord(data) && isRecord(data.traceferry)) Reflect.deleteProperty(data, 'traceferry')
  } catch (error) {
    failure('a message', error)
  }
  return captured
}

/** The message's context lasts until its Observable has ended. */
function handleIn<O>(captured: Captured, next: NestHandler<O>): O {
  let handled!: O
  let within!: <R>(fn: () => R) => R
  let end!: () => void
  void run(captured, () => {
    handled = next.handle()
    within = snapshot()
    return new Promise<void>((resolve) => {
      end = resolve
    })
  })
  const source = handled as unknown as Observable
  // The class from the app's own RxJS, because we import none.
  return new source.constructor((subscriber) => {
    const subscription = within(() => source.subscribe(subscriber))
    return () => {
      subscription.unsubscribe()
      end()
    }
  }) as O
}
