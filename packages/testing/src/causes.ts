/** Why a header did not arrive, by the name that stands in the message and in `call.causes`. */
export type CauseName =
  | 'lost context'
  | 'context of another request'
  | 'made before set-up'
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

/** A cause, the headers that it concerns, what was seen, and what helps. */
export interface Cause {
  /** Which kind of cause. */
  readonly name: CauseName
  /** The headers that did not arrive by it. */
  readonly headers: readonly string[]
  /** What was seen, with file and line where it is known. */
  readonly evidence: string
  /** What helps. */
  readonly cure: string
}

/** What helps. A NEW CAUSE IS ONE NAME ABOVE AND ONE LINE HERE. */
const cures: Readonly<Record<CauseName, string>> = {
  'lost context':
    'a pool, queue or emitter called back outside of the request: wrap what it calls in bind() of your adapter, such as @traceferry/express. A call that belongs to no request needs no headers: leave its upstream out with `except`',
  'context of another request':
    'a pool, queue or emitter called back in the context of whoever opened it: wrap what it calls in bind() of your adapter, such as @traceferry/express',
  'made before set-up': "put traceferry's line before everything that makes calls",
  'unsupported client':
    'make the call with fetch, npm undici or node:http; hand a bundled undici pool interceptor() of @traceferry/fetch; a gRPC client needs @traceferry/grpc; workers and child processes need the headers handed over with toJSON()',
  'outside target':
    'if it may have the ids, name it in the option `targets`; if not, say `outside: true` at this upstream of the test',
  'ignored target': 'take it out of the option `ignoreTargets`, or leave this upstream out with `except`',
  'set by the caller': "do not set tracing headers in the app's code: a family with a member set is left to the caller",
  'left to a tracer':
    'the tracer beside traceferry writes this header: look whether it should, or leave it to one of them',
  'not captured':
    'see that the options `formats`, `headers` and `trust` of the service let it in, or name in `headers` of the test what it is meant to forward',
  'user data outside the mesh': 'if this host may have it, name it in the option `userDataTargets`',
  'signed request': 'a signed request is never touched: leave this upstream out with `except`',
  'header leaked':
    'take the host out of the options `targets` and `userDataTargets`, and the header out of the code of the app',
  unknown: 'explain(url) of your adapter at the place of the call tells what would go, and why',
}

export function causeOf(name: CauseName, headers: readonly string[], evidence: string): Cause {
  return { name, headers, evidence, cure: cures[name] }
}
