// Keeps contexts out of the channels of grpc-js, which calls share.
import { bindTo, type Context, enter } from '@traceferry/core/internal'
import type { CallOptions } from './call-limits.ts'
import type { ClientCall } from './client-call.ts'
import { withMethods } from './with-methods.ts'

// A call's interceptors end here, and its channel begins. Calls share channels with their lookups, timers and sessions. These run
// outside any request, so they have no context to pass on. What they report about a call runs in the context in which the call
// was made.

type Callback = (...args: unknown[]) => unknown

/** What grpc-js reports to about a call: an instance of its own class, or an object of an interceptor. */
export interface Listener {
  onReceiveMetadata?: Callback
  onReceiveMessage?: Callback
  onReceiveStatus?: Callback
}

type Inner = { call?: ClientCall; nextCall?: object } & Record<string, unknown>

/** The first call that has this property, among the calls inside one another: interceptors wrap calls. */
export function innermost(call: ClientCall, name: string): Inner | undefined {
  let inner: Inner | undefined = call as unknown as Inner
  for (let depth = 0; inner !== undefined && depth < 32; depth++) {
    if (Object.hasOwn(inner, name)) return inner
    inner = (inner.nextCall ?? inner.call) as Inner | undefined
  }
  return undefined
}

/**
 * Puts the boundary after all interceptors, ours and others. False if this version of grpc-js is built differently.
 */
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

/** Starts a call outside any request, with a listener that runs in the call's context. */
export function startOutside(
  call: ClientCall,
  metadata: unknown,
  listener: Listener | undefined,
  context: Context,
): void {
  const told = listener && boundListener(context, listener)
  enter(undefined, () => call.start(metadata as never, told))
}

/** grpc-js distinguishes two kinds of listeners by their number of arguments. */
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

/** Credentials of a single call run in its context. Those of the channel are shared. */
export function withCredentials(options: CallOptions, context: Context): CallOptions {
  const { credentials } = options as { credentials?: Credentials }
  if (typeof credentials?.generateMetadata !== 'function') return options
  const generateMetadata = { value: bindTo(context, credentials.generateMetadata.bind(credentials)) }
  return { ...options, credentials: Object.create(credentials, { generateMetadata }) } as CallOptions
}
