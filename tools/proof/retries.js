// Retry amplification: how many calls one request sends to a service that is down, when the app and its sidecar repeat
// calls both, and when one of them does.
import { startChain } from './chain.js'

const A = 2
const S = 2
/** What of Istio's retries can be seen without stopping an app: 503 is not among its own since 1.24. */
const retry_policy = { num_retries: S, retry_on: '5xx' }

export const retries = {
  name: 'retries',
  title: 'Retry amplification',
  about: `One request to the first service; the last one answers 503. Before: each app repeats a call ${A} times, and its
sidecar each of those ${S} times: (1+${A})(1+${S}) calls at each hop. After: \`retries({ retryOwner: 'mesh' })\` in each app, so
that only the sidecars do, or \`'app'\` with the sidecars' retries off.`,
  async run({ envoy, short, say }) {
    const rows = []
    const cases = [
      { hops: 1, calls: 'undici', owner: 'mesh' },
      { hops: 2, calls: 'undici', owner: 'mesh' },
      ...(short
        ? []
        : [
            { hops: 1, calls: 'got', owner: 'mesh' },
            { hops: 2, calls: 'got', owner: 'app' },
          ]),
    ]
    for (const { hops, calls, owner } of cases) {
      const what = `${hops} ${hops === 1 ? 'hop' : 'hops'}, ${calls === 'got' ? 'got' : "undici's RetryAgent"}, owner: ${owner}`
      say(what)
      const before = await callsAtLeaf(envoy, { hops, calls, out: { retry_policy } })
      const after = await callsAtLeaf(envoy, { hops, calls, owner, out: owner === 'mesh' ? { retry_policy } : {} })
      rows.push({
        what,
        before: `${before} calls at the last service`,
        after: `${after} calls`,
        right: before === ((1 + A) * (1 + S)) ** hops && after === (1 + (owner === 'mesh' ? S : A)) ** hops,
        figures: { before, after },
      })
    }
    return rows
  },
}

/**
 * @param {import('../envoy/envoy-binary.js').Envoy} envoy
 * @param {{ hops: number, calls: string, owner?: string, out: object }} how
 */
async function callsAtLeaf(envoy, { hops, calls, owner, out }) {
  const settings = (hop) => (hop === hops ? { answer: 503 } : { calls, retries: A, owner })
  const chain = await startChain(envoy, { hops: hops + 1, settings, out })
  try {
    await (await fetch(chain.url)).text()
    return chain.apps[hops].messages.filter(({ event }) => event === 'arrived').length
  } finally {
    await chain.stop()
  }
}
