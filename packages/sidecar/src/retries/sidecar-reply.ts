// Recognizes the answers that a sidecar gives itself. Most of them were seen from Envoy 1.40 (tools/proof/,
// test/retries/sidecar-reply.test.ts). The others are from its source (source/common/http, source/common/router) and linkerd2-proxy's.

/** What an answer of a sidecar means. */
export interface SidecarReply {
  /** A stable name. */
  readonly reason: string
  /** Whether a retry can help. */
  readonly retry: boolean
  /** Whether the app may have received the request and acted on it. */
  readonly mayHaveRun: boolean
}

/** Envoy's answers by their start or, after a reset, by their reason. */
const texts: readonly [RegExp, SidecarReply][] = [
  [/reset reason: overflow/, { reason: 'overloaded', retry: false, mayHaveRun: false }],
  [
    /reset reason: (remote |local )?connection (failure|timeout)/,
    { reason: 'no connection', retry: true, mayHaveRun: false },
  ],
  [/reset reason: (remote|local) refused stream/, { reason: 'refused', retry: true, mayHaveRun: false }],
  [/^upstream connect error or disconnect/, { reason: 'connection lost', retry: true, mayHaveRun: true }],
  [/^no healthy upstream/, { reason: 'no healthy upstream', retry: true, mayHaveRun: false }],
  // The time was up: a retry would have no time left, or be as slow.
  [
    /^(upstream|downstream) (request|response|per try|duration) timeout|^(request|stream) timeout|max stream duration/,
    { reason: 'timeout', retry: false, mayHaveRun: true },
  ],
  [/^RBAC: |^Jwt |^ext_authz/, { reason: 'denied', retry: false, mayHaveRun: false }],
  [/^local_rate_limited/, { reason: 'rate limited', retry: false, mayHaveRun: false }],
  [/^fault filter abort/, { reason: 'injected fault', retry: true, mayHaveRun: false }],
]

/** What the body of an answer means if Envoy wrote it. */
export function envoyReply(body: string): SidecarReply | undefined {
  return texts.find(([text]) => text.test(body))?.[1]
}

/** Envoy's fixed texts by their length in bytes, for callers that have not read the body. */
const lengths = new Map(
  [
    'no healthy upstream',
    'upstream request timeout',
    'upstream response timeout',
    'downstream duration timeout',
    'upstream max stream duration reached',
    'local_rate_limited',
    ...[
      'remote connection failure',
      'local connection failure',
      'connection timeout',
      'connection termination',
      'overflow',
    ]
      .concat('remote reset', 'local reset', 'remote refused stream reset', 'protocol error')
      .flatMap((reason) => [
        `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`,
        `upstream connect error or disconnect/reset before headers. retried and the latest reset reason: ${reason}`,
      ]),
  ].map((text) => [text.length, text] as const),
)

const DENIED = 'RBAC: access denied' // as long as 'no healthy upstream'

/** The text of an answer of Envoy that has this status, and this length in bytes. */
export function envoyTextOfLength(status: number, length: number): string | undefined {
  if (status === 403) return length === DENIED.length ? DENIED : undefined
  return lengths.get(length)
}

/** What an answer of Linkerd with this status means. It marks them with `l5d-proxy-error` (linkerd2-proxy, errors/respond.rs). */
export function linkerdReply(status: number): SidecarReply {
  if (status === 504) return { reason: 'timeout', retry: false, mayHaveRun: true }
  if (status === 503) return { reason: 'overloaded', retry: false, mayHaveRun: false }
  if (status === 502) return { reason: 'no connection', retry: true, mayHaveRun: true }
  return { reason: 'denied', retry: false, mayHaveRun: false }
}
