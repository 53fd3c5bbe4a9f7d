// Recordings of Istio's and Consul's own sidecars under mutual TLS, with faults planted (`npm run tool -- mesh --istio --audit
// --record`): the audit must find each, and nothing else, from the spans and from the access logs, for those who have neither.
import { fileURLToPath } from 'node:url'
import { audit } from '@traceferry/audit'
import { expect, test } from 'vitest'
import { differences, planted } from '../planted.js'

const path = (name: string) => fileURLToPath(new URL(`../recorded/${name}`, import.meta.url))

test.each([
  [1, 'spans', 'istio/1/spans.json.gz'],
  [1, 'logs', 'istio/1/logs'],
  [2, 'spans', 'istio/2/spans.json.gz'],
  [2, 'logs', 'istio/2/logs'],
  [3, 'spans', 'istio/3/spans.json.gz'],
  [3, 'logs', 'istio/3/logs'],
  // Its own format has no server name: of the first service one sees that callers ask for the gateway's host.
  [1, 'logs', 'consul/1/logs'],
  [2, 'logs', 'consul/2/logs'],
] as const)('round %i, from %s, %s: all that was planted, and nothing else', async (round, input, name) => {
  const report = await audit({ paths: [path(name)] })
  expect(differences(report, planted[round - 1] ?? {}, input, 'zipkin')).toEqual([])
})

test('the comparison is not an empty one: another round is not what was planted', async () => {
  const report = await audit({ paths: [path('istio/1/spans.json.gz')] })
  expect(differences(report, planted[1] ?? {}, 'spans', 'zipkin')).toEqual([
    'inventory, which is trace-only: does-not-forward instead of forwards-part',
    'orders, which is mixer: hangs-flat instead of mixes-requests',
    'payments, which is sdk: does-not-forward instead of hole',
  ])
})
