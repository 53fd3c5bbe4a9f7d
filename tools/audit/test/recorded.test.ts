// Recordings of real sidecars, with a planted fault of each kind: the audit must find each, and nothing else. They were made
// by `npm run tool -- audit --keep`, which makes the same comparison with a mesh that runs.
import { fileURLToPath } from 'node:url'
import { audit } from '@traceferry/audit'
import { expect, test } from 'vitest'
import { differencesOf, expectedOf } from '../expected.js'

const path = (name: string) => fileURLToPath(new URL(`../recorded/${name}`, import.meta.url))

test.each([
  ['zipkin', 'spans', 'zipkin/spans.json.gz'],
  ['zipkin', 'traced', 'zipkin/traced'],
  ['zipkin', 'logs', 'zipkin/logs'],
  ['otel', 'spans', 'otel/spans.json.gz'],
] as const)('%s tracer, %s: all that was planted, and nothing else', async (tracer, input, name) => {
  const report = await audit({ paths: [path(name)] })
  expect(differencesOf(report, input, tracer)).toEqual([])
  // The comparison is not an empty one: eight services have a fault in the spans, five in Istio's own log.
  const planted = Object.values(expectedOf(input, tracer)).filter((kinds) => kinds.length > 0)
  expect(planted).toHaveLength(input === 'logs' ? 6 : 8)
})

test('spans and logs of one run together give the same verdict', async () => {
  const paths = ['zipkin/spans.json.gz', 'zipkin/traced'].map(path)
  expect(differencesOf(await audit({ paths }), 'spans', 'zipkin')).toEqual([])
})

test('what is said of the mesh without its faulty services is that all is whole', async () => {
  const { workloads } = await audit({
    paths: ['front', 'py-whole', 'ticker', 'sink'].map((name) => path(`zipkin/traced/${name}.jsonl.gz`)),
  })
  expect(workloads.filter(({ verdict }) => verdict === 'breaks')).toEqual([])
})
