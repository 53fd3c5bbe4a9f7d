// What a sidecar says when it answers itself. Envoy 1.40 was watched saying most of these (tools/proof/, test/replies.test.ts);
// the others stand in its sources (source/common/http, source/common/router) and in linkerd2-proxy's.

export interface SidecarReply {
  /** A name for it that stays. */
  readonly reason: string
  /** Whether another try can help. */
  readonly retry: boolean
  /** Whether the app may have got the request, and done what it asks for. */
  readonly mayHaveRun: boolean
}

/** Envoy's answers by how they begin or, after a reset, end. */
const texts: readonly [RegExp, SidecarReply][] = [
  [/reset reason: overflow/, { reason: 'overloaded', retry: false, mayHaveRun: false }],
  [
    /reset reason: (remote |local )?connection (failure|timeout)/,
    { reason: 'no connection', retry: true, mayHaveRun: false },
  ],
  [/reset reason: (remote|local) refused stream/, { reason: 'refused', retry: true, mayHaveRun: false }],
  [/^upstream connect error or disconnect/, { reason: 'connection lost', retry: true, mayHaveRun: true }],
  [/^no healthy upstream/, { reason: 'no healthy upstream', retry: true, mayHaveRun: false }],
  // The time was up: another try would have none, or be as slow.
  [
    /^(upstream|downstream) (request|response|per try|duration) timeout|^(request|stream) timeout|max stream duration/,
    { reason: 'timeout', retry: false, mayHaveRun: true },
  ],
  [/^RBAC: |^Jwt |^ext_authz/, { reason: 'denied', retry: false, mayHaveRun: false }],
  [/^local_rate_limited/, { reason: 'rate limited', retry: false, mayHaveRun: false }],
  [/^fault filter abort/, { reason: 'injected fault', retry: true, mayHaveRun: false }],
]

/** Envoy's own words in the body of an answer. */
export function envoyReply(body: string): SidecarReply | undefined {
  return texts.find(([text]) => text.test(body))?.[1]
}

/** For whom the body is unread: Envoy's fixed texts by their length in bytes. */
const lengths = new Map(
  [
    'no healthy upstream',
    'upstream request timeout',
    'upstream response timeout',
    'downstream duration timeout',
    'upstream max stream duration reached',
    'RBAC: access denied',
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

/** The text that an answer of Envoy's must have, going by its length alone. */
export function envoyTextOfLength(length: number): string | undefined {
  return lengths.get(length)
}

/** Linkerd names its own answers in `l5d-proxy-error` (linkerd2-proxy, errors/respond.rs), by status. */
export function linkerdReply(status: number): SidecarReply {
  if (status === 504) return { reason: 'timeout', retry: false, mayHaveRun: true }
  if (status === 503) return { reason: 'overloaded', retry: false, mayHaveRun: false }
  if (status === 502) return { reason: 'no connection', retry: true, mayHaveRun: true }
  return { reason: 'denied', retry: false, mayHaveRun: false }
}
