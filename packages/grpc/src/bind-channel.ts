import { bindTo, type Context, enter } from '@traceferry/core/internal'
import type { CallOptions } from './call-limits.ts'
import type { ClientCall } from './client-call.ts'
import { withMethods } from './with-methods.ts'

// Where a call's interceptors end and its channel begins. Channels, their look-ups, timers and sessions are shared by calls: outside of
// any request they have no context to lend. What they tell of a call runs in the context in which the call was made.

type Callback = (...args: unknown[]) => unknown

/** What grpc-js tells of a call: an instance of a class of its own, or an object of an interceptor's. */
export interface Listener {
  onReceiveMetadata?: Callback
  onReceiveMessage?: Callback
  onReceiveStatus?: Callback
}

type Inner = { call?: ClientCall; nextCall?: object } & Record<string, unknown>

/** The first of the calls inside of one another that has this: interceptors wrap them. */
export function innermost(call: ClientCall, name: string): Inner | undefined {
  let inner: Inner | undefined = call as unknown as Inner
  for (let depth = 0; inner !== undefined && depth < 32; depth++) {
    if (Object.hasOwn(inner, name)) return inner
    inner = (inner.nextCall ?? inner.call) as Inner | undefined
  }
  return undefined
}

/** Puts the boundary behind all interceptors, ours and others. False where a version of grpc-js is built otherwise. */
export function bindChannel(call: ClientCall, context: Context): boolean {
  const last = innermost(call, 'methodDefinition')
  const channel = last?.call
  if (last === undefined || typeof channel?.start !== 'function') return false
  const start = (metadata: never, listener?: Listener) => startOutside(channel, metadata, listener, context)
  const sendMessageWithContext = (message: { callback?: Callback }, ...rest: unknown[]) =>
    channel.sendMessageWithContext?.(
      { ...message, callback: message.callback && bindTo(context, message.callback) },
      ...rest,
    )
  last.call = withMethods(channel, { start, sendMessageWithContext })
  return true
}

/** Starts a call outside of any request, with a listener that is told in its context. */
export function startOutside(
  call: ClientCall,
  metadata: unknown,
  listener: Listener | undefined,
  context: Context,
): void {
  const told = listener && boundListener(context, listener)
  enter(undefined, () => call.start(metadata as never, told))
}

/** grpc-js tells two kinds of listeners apart by how many arguments they take. */
function boundListener(context: Context, listener: Listener): Listener {
  const bound: Listener = {}
  for (const name of ['onReceiveMetadata', 'onReceiveMessage', 'onReceiveStatus'] as const) {
    const told = listener[name]
    if (told === undefined) continue
    const { length } = told
    bound[name] = Object.defineProperty(bindTo(context, told.bind(listener)), 'length', { value: length })
  }
  return bound
}

interface Credentials {
  generateMetadata?: Callback
}

/** Credentials that a call was given by itself are asked in its context; those of the channel are shared. */
export function withCredentials(options: CallOptions, context: Context): CallOptions {
  const { credentials } = options as { credentials?: Credentials }
  if (typeof credentials?.generateMetadata !== 'function') return options
  const generateMetadata = { value: bindTo(context, credentials.generateMetadata.bind(credentials)) }
  return { ...options, credentials: Object.create(credentials, { generateMetadata }) } as CallOptions
}
