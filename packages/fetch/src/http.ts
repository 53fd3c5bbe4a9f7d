import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { current, failure } from '@traceferry/core'
import { withForwarded } from './http-arguments.ts'

// The arguments are rewritten before the request is made, on a copy. Later is too late: array headers and
// `Expect: 100-continue` are written by the constructor, and Node 20 has no channel that tells of a new request.

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Patched = Record<string, Callable>

/** Wraps `request`, `get` and `ClientRequest` of node:http and node:https, and so axios, got, superagent. */
export function installHttp(): () => void {
  const undo = [
    patch(http, 'request', (original) => call('request', original, 'http:')),
    patch(http, 'get', (original) => call('get', original, 'http:')),
    patch(https, 'request', (original) => call('request', original, 'https:')),
    patch(https, 'get', (original) => call('get', original, 'https:')),
    patch(http, 'ClientRequest', construct),
  ]
  // Makes the change show in `import { request } from 'node:http'`, also where that import came first.
  syncBuiltinESMExports()
  return function uninstallHttp() {
    for (const step of undo) step()
    syncBuiltinESMExports()
  }
}

function patch(module: object, name: string, wrap: (original: Callable) => Callable): () => void {
  const patched = module as Patched
  const original = patched[name] as Callable
  const wrapped = wrap(original)
  patched[name] = wrapped
  return () => {
    if (patched[name] === wrapped) patched[name] = original
  }
}

function call(name: string, original: Callable, protocol: string): Callable {
  // A computed name, so that a stack trace says `request` and `get` as before.
  const wrapped = {
    [name](this: unknown, ...args: unknown[]) {
      return original.apply(this, rewrite(args, protocol))
    },
  }[name] as Callable
  return Object.defineProperty(wrapped, 'length', { value: original.length, configurable: true })
}

/** A proxy, not a subclass: `instanceof`, subclasses and statics go on as they were. */
function construct(original: Callable): Callable {
  return new Proxy(original, {
    apply: (target, self, args: unknown[]) => Reflect.apply(target, self, rewrite(args, 'http:')),
    construct: (target, args: unknown[], newTarget) => Reflect.construct(target, rewrite(args, 'http:'), newTarget) as object,
  })
}

function rewrite(args: unknown[], protocol: string): unknown[] {
  const captured = current()
  if (captured === undefined) return args
  try {
    return withForwarded(captured, args, protocol)
  } catch (error) {
    failure('node:http', error)
    return args
  }
}

