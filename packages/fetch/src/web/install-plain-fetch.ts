// Wraps fetch itself, on runtimes whose fetch goes through no dispatcher of undici: Bun, Deno, workerd.
import { type Context, caller, callGuard, capturedIn, failure, type Lines, sizeOf } from '@traceferry/core/internal'
import { follow } from './follow.ts'
import { addedTo, readWebCall, send, type WebCall } from './web-call.ts'

type Fetch = typeof globalThis.fetch
type Input = Parameters<Fetch>[0]

const NONE: Lines = []

/** Makes fetch forward, and decide again for each hop of a redirect. Returns a function that undoes it. */
export function installPlainFetch(): () => void {
  const original = globalThis.fetch
  const own = Object.getOwnPropertyDescriptor(globalThis, 'fetch')
  const plain: Fetch = (...args) => Reflect.apply(original, globalThis, args)
  const wrapped = {
    fetch(...args: [Input, RequestInit?]): Promise<Response> {
      const context = caller()
      return context === undefined ? plain(...args) : fetchIn(context, plain, ...args)
    },
  }.fetch
  // Its name, its number of arguments, and other properties from the runtime: Bun's `preconnect`.
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap
  Object.defineProperties(wrapped, properties)
  globalThis.fetch = wrapped as Fetch
  return function uninstallPlainFetch() {
    if (globalThis.fetch !== wrapped) return
    if (own !== undefined) globalThis.fetch = original
    else delete (globalThis as { fetch?: Fetch }).fetch // a Worker inherits it
  }
}

function fetchIn(context: Context, plain: Fetch, input: Input, init?: RequestInit): Promise<Response> {
  const captured = capturedIn(context)
  const refusal = captured && callGuard()?.refusal(captured)
  if (refusal !== undefined) return Promise.reject(refusal)
  let call: WebCall
  try {
    call = readWebCall(input, init)
  } catch (error) {
    // If the caller's getters and iterators throw, or fetch refuses something, fetch itself rejects with that.
    return Promise.reject(error)
  }
  let added = NONE
  try {
    added = addedTo(call, context)
  } catch (error) {
    failure('fetch', error)
  }
  // Outside the mesh, everything is left to the runtime.
  return sizeOf(added) > 0 && call.redirect === 'follow'
    ? follow(plain, context, call, added)
    : send(plain, call, added)
}
