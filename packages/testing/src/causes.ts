// The causes of lost headers, and what to do about each.
/** Why a header did not arrive: the name in the message and in `call.causes`. */
export type CauseName =
  | 'lost context'
  | 'context of another request'
  | 'made before set-up'
  | 'switched off'
  | 'unsupported client'
  | 'outside target'
  | 'ignored target'
  | 'set by the caller'
  | 'left to a tracer'
  | 'not captured'
  | 'user data outside the mesh'
  | 'signed request'
  | 'header leaked'
  | 'unknown'

/** A cause, the headers it affects, the evidence, and what to do. */
export interface Cause {
  /** The kind of cause. */
  readonly name: CauseName
  /** The headers that did not arrive because of it. */
  readonly headers: readonly string[]
  /** What was seen, with file and line if known. */
  readonly evidence: string
  /** What to do. */
  readonly cure: string
}

/** What to do about each cause. A new cause is one name above and one line here. */
const cures: Readonly<Record<CauseName, string>> = {
  'lost context':
    'a pool, queue or emitter called back outside the request: wrap the callback in bind() of your adapter, such as @traceferry/express. A call that does not belong to a request needs no headers: exclude its upstream with `except`',
  'context of another request':
    'a pool, queue or emitter called back in the context of the request that opened it: wrap the callback in bind() of your adapter, such as @traceferry/express',
  'made before set-up': "put traceferry's line before any code that makes calls",
  'switched off': 'unset TRACEFERRY_DISABLED where this test runs: with it, no header is captured or forwarded',
  'unsupported client':
    'make the call with fetch, npm undici or node:http; give a bundled undici pool interceptor() of @traceferry/fetch; a gRPC client needs @traceferry/grpc; pass the headers to workers and child processes with toJSON()',
  'outside target':
    'if it may get the ids, add it to the option `targets`; if not, set `outside: true` for this upstream in the test',
  'ignored target': 'remove it from the option `ignoreTargets`, or exclude this upstream with `except`',
  'set by the caller':
    "do not set tracing headers in the app's code: when the caller sets one header of a family, traceferry leaves it the whole family",
  'left to a tracer':
    'the tracer next to traceferry writes this header: check whether it should, or let only one of them write it',
  'not captured':
    'check that the options `formats`, `headers` and `trust` of the service accept it, or list in `headers` of the test what the service should forward',
  'user data outside the mesh': 'if this host may get it, add it to the option `userDataTargets`',
  'signed request': 'traceferry never changes a signed request: exclude this upstream with `except`',
  'header leaked':
    'remove the host from the options `targets` and `userDataTargets`, and the header from the code of the app',
  unknown: 'call explain(url) of your adapter where the call is made: it tells what would go out, and why',
}

export function causeOf(name: CauseName, headers: readonly string[], evidence: string): Cause {
  return { name, headers, evidence, cure: cures[name] }
}
