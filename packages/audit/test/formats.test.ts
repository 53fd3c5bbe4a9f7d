// One mesh in every format: the verdict must be the same, kind by kind and service by service.
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { jaegerTraces, logLine, logObject, otlp, zipkinSpan } from './helpers/formats.ts'
import { kindsOf, runAudit } from './helpers/run-audit.ts'
import { type Fault, simulate } from './helpers/simulate.ts'

const services: Record<string, Fault> = {
  ok: 'whole',
  lossy: 'lost',
  idonly: 'id-only',
  traceonly: 'trace-only',
  flattening: 'flat',
  hollowed: 'hole',
  mixedup: 'mixed',
  ticking12: 'timer',
}
const seen = [...simulate({ services, requests: 120 })]
const whole = { front: [], gateway: [], sink: [], ok: [], ticking12: [] }
const verdict = {
  ...whole,
  lossy: ['does-not-forward'],
  idonly: ['forwards-part'],
  traceonly: ['forwards-part'],
  flattening: ['hangs-flat'],
  hollowed: ['hole'],
  mixedup: ['mixes-requests'],
}
const lines = (values: readonly object[]) => values.map((value) => JSON.stringify(value)).join('\n')

const texts: Record<string, string | Buffer> = {
  'Zipkin, a list': JSON.stringify(seen.map(zipkinSpan)),
  'Zipkin, a list of traces': JSON.stringify(
    seen.map((one) => [zipkinSpan(one)]),
    undefined,
    2,
  ),
  'Zipkin, JSON lines': lines(seen.map(zipkinSpan)),
  Jaeger: JSON.stringify(jaegerTraces(seen)),
  'Jaeger, indented': JSON.stringify(jaegerTraces(seen), undefined, 1),
  OTLP: JSON.stringify(otlp(seen)),
  'OTLP, JSON lines': seen.map((one) => JSON.stringify(otlp([one]))).join('\n'),
  'OTLP as Tempo has it': JSON.stringify({ trace: otlp(seen, true) }),
  gzip: gzipSync(JSON.stringify(seen.map(zipkinSpan))),
}

for (const [name, text] of Object.entries(texts)) {
  test(`spans: ${name}`, async () => {
    expect(kindsOf(await runAudit(['-', '--json'], text))).toEqual(verdict)
  })
}

/** Of a log with the x-request-id alone: what is lost with it is seen, what hangs wrong is not. */
const logVerdict = {
  ...whole,
  lossy: ['does-not-forward'],
  idonly: [],
  traceonly: ['does-not-forward'],
  flattening: [],
  hollowed: [],
  // Each of its calls has the id of the request before: by the id alone that is work which goes on after an answer.
  mixedup: [],
}
const pod = ({ service }: { service: string }) => `${service}-7c9d8f6b5-x2v9k`
const logs: Record<string, string> = {
  text: seen.map((one) => `[pod/${pod(one)}/istio-proxy] ${logLine(one)}`).join('\n'),
  'text with times': seen
    .map((one) => `[pod/${pod(one)}/istio-proxy] 2026-05-01T10:00:00.123456789Z ${logLine(one)}`)
    .join('\n'),
  JSON: seen.map((one) => `[pod/${pod(one)}/istio-proxy] ${JSON.stringify(logObject(one))}`).join('\n'),
  'by a collector': lines(
    seen.map((one) => ({ log: `${logLine(one)}\n`, kubernetes: { pod_name: pod(one), namespace_name: 'shop' } })),
  ),
}

for (const [name, text] of Object.entries(logs)) {
  test(`access logs: ${name}`, async () => {
    expect(kindsOf(await runAudit(['-', '--json'], text))).toEqual(logVerdict)
  })
}
