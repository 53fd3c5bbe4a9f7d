// An outbound call, in the form that core decides about.
import type { Verdict } from '../policy/targets.ts'
import type { HeadersShape } from './with-headers.ts'

/** An outbound call, as the decision sees it. */
export interface Call {
  /** Scheme, host and port that the call goes to. */
  readonly origin: string
  /**
   * The origins of other hosts that will see it: the host that the connection really leads to, or a proxy that reads
   * the request.
   */
  readonly also?: readonly string[] | undefined
  /** Path and query, where a signature may be. Or the full URL, as a proxy gets it: then its host counts too. */
  readonly path?: string | undefined
  /** The headers that the caller has set. A host in `host` or `:authority` counts too. */
  readonly headers?: HeadersShape
  /** What may be sent, if the origin does not decide: the broker of a message may be unknown. */
  readonly verdict?: Verdict | undefined
}
