// What the decision knows of an outbound call.
import type { Verdict } from '../policy/targets.ts'
import type { HeadersShape } from './with-headers.ts'

/** An outbound call as the decision sees it. */
export interface Call {
  /** Scheme, host and port that the call goes to. */
  readonly origin: string
  /** The origins of others who will see it: where the connection leads instead, a proxy that reads the request. */
  readonly also?: readonly string[] | undefined
  /** Path and query, in which a signature may stand, or the whole URL, as a proxy gets it: then that host has a say, too. */
  readonly path?: string | undefined
  /** The headers that the caller has set. A host in `host` or `:authority` has a say, too. */
  readonly headers?: HeadersShape
  /** What may go, where the origin does not tell: a message's broker need not be known. */
  readonly verdict?: Verdict | undefined
}
