// The only place where the three processes differ.

const id = '4bf92f3577b34da6a3ce929d0e0e4736'
const inbound = [
  'x-request-id',
  'canary-request-id',
  'traceparent',
  `00-${id}-00f067aa0ba902b7-01`,
  'tracestate',
  'canary=state',
  'baggage',
  'user=canary-baggage',
]

/** A function that runs another as this process runs its calls. `ours` are the headers that a call may have got. */
export async function captureOf(mode) {
  const plain = (make) => make()
  if (mode === 'without') return Object.assign(plain, { ours: [] })
  const { install } = await import('@traceferry/fetch')
  install()
  if (mode === 'outside') return Object.assign(plain, { ours: [] })
  const { capture, createPolicy, run } = await import('@traceferry/core')
  const set = capture(inbound, createPolicy({}, {}))
  return Object.assign((make) => run(set, make), { ours: set.headers })
}
