// Formats of access logs that were changed, and what stands around a line.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logLine, logObject } from './helpers/formats.ts'
import { kindsOf, runAudit } from './helpers/run-audit.ts'
import { type Seen, simulate } from './helpers/simulate.ts'

const seen = [...simulate({ services: { lossy: 'lost', ok: 'whole', partly: 'id-only' }, requests: 80 })]
const found = { front: [], gateway: [], lossy: ['does-not-forward'], ok: [], partly: [], sink: [] }
const pod = ({ service }: Seen) => `${service}-7c9d8f6b5-x2v9k`
const cluster = ({ side, peer }: Seen) =>
  side === 'inbound' ? 'inbound|8080||' : `outbound|8080||${peer}.shop.svc.cluster.local`

test('a format string: with headers of the trace it tells as much as spans', async () => {
  const format =
    '%START_TIME(%s.%6f)% %DURATION%ms <%ENVIRONMENT(POD_NAME)%> "%REQ(user-agent):50%" %UPSTREAM_CLUSTER% id=%REQ(X-REQUEST-ID)% ' +
    '%REQ(X-B3-TRACEID)%/%REQ(X-B3-SPANID)%/%REQ(X-B3-PARENTSPANID)%\\n'
  const lines = seen.map(
    (one) =>
      `${(one.start / 1e6).toFixed(6)} ${Math.round(one.duration / 1000)}ms <${pod(one)}> "a "quoted"; agent" ${cluster(one)} id=${one.requestId} ${one.traceId}/${one.id}/${one.parentId ?? '-'}`,
  )
  const ran = await runAudit(['-', '--json', '--format', format], lines.join('\n'))
  expect(kindsOf(ran)).toEqual({ ...found, partly: ['forwards-part'] })
})

test("Istio's JSON of all pods in one stream: addresses tell whose sidecar wrote a line", async () => {
  const text = seen.map((one) => JSON.stringify(logObject(one))).join('\n')
  // Nothing calls the gateway, so no line has its name.
  const { gateway, ...called } = found
  expect(kindsOf(await runAudit(['-', '--json'], text))).toEqual({ ...called, '10.0.7.103': gateway })
})

test.each([
  'curl/8 " " x',
  'a" "b" "c',
  '" "',
  '-" "-" "00000000-0000-4000-8000-000000000000" "front',
  `"${' "'.repeat(5000)}`,
])("Istio's own text with a user agent that looks like the end of its field: %j", async (agent) => {
  const ran = await runAudit(
    ['-', '--json'],
    seen.map((one) => `[pod/${pod(one)}/istio-proxy] ${logLine({ ...one, agent })}`).join('\n'),
  )
  expect(kindsOf(ran)).toEqual(found)
})

test('JSON with names of its own', async () => {
  const format = JSON.stringify({
    when: '%START_TIME%',
    took: '%DURATION%',
    who: '%ENVIRONMENT(POD_NAME)%',
    where: '%UPSTREAM_CLUSTER%',
    rid: '%REQ(X-REQUEST-ID)%',
    w3c: '%REQ(TRACEPARENT)%',
  })
  const lines = seen.map((one) =>
    JSON.stringify({
      ...{
        when: new Date(one.start / 1000).toISOString(),
        took: one.duration / 1000,
        who: pod(one),
        where: cluster(one),
      },
      ...{ rid: one.requestId, w3c: `00-${one.traceId}-${one.id}-01` },
    }),
  )
  const ran = await runAudit(['-', '--json', '--format', format], lines.join('\n'))
  expect(kindsOf(ran)).toEqual({ ...found, partly: ['forwards-part'] })
})

test.each([
  ['kubectl with --prefix', (one: Seen) => `[pod/${pod(one)}/istio-proxy] ${logLine(one)}`],
  ['a container runtime', (one: Seen) => `2026-05-01T10:00:00.123456789Z stdout F ${logLine(one)}`],
  ['kubectl with --timestamps', (one: Seen) => `2026-05-01T10:00:00.123456789Z ${logLine(one)}`],
  ['stern', (one: Seen) => `${pod(one)} istio-proxy ${logLine(one)}`],
  [
    'Docker',
    (one: Seen) => JSON.stringify({ log: `${logLine(one)}\n`, stream: 'stdout', time: '2026-05-01T10:00:00Z' }),
  ],
  ['nothing: the server name and the address of the pod tell whose it is', logLine],
])('lines by %s, with others among them', async (_, write) => {
  const noise = [
    '2026-05-01T10:00:00.1Z\tinfo\tEnvoy proxy is ready',
    '',
    '[2026-05-01 10:00:00.123][12][warning] x',
    '"GET / HTTP/1.1" 200',
  ]
  const lines = seen.flatMap((one, i) => (i % 50 === 0 ? [...noise, write(one)] : [write(one)]))
  const ran = await runAudit(['-', '--json'], lines.join('\n'))
  expect(kindsOf(ran).lossy).toEqual(found.lossy)
  expect(kindsOf(ran).sink).toEqual([])
  expect(JSON.parse(ran.stdout).read.lines).toBe(seen.length)
})

test('files as kubelet names them, and as people do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'))
  const services = new Set(seen.map(({ service }) => service))
  for (const service of services) {
    const text = seen
      .filter((one) => one.service === service)
      .map(logLine)
      .join('\n')
    const kubelet = join(
      folder,
      'pods',
      `shop_${service}-7c9d8f6b5-x2v9k_01234567-89ab-cdef-0123-456789abcdef`,
      'istio-proxy',
    )
    mkdirSync(kubelet, { recursive: true })
    writeFileSync(join(kubelet, '0.log'), text)
    mkdirSync(join(folder, 'own'), { recursive: true })
    writeFileSync(join(folder, 'own', `${service}.log`), text.replaceAll(/\b10\.0\.\d+\.\d+/g, '127.0.0.1'))
  }
  writeFileSync(join(folder, 'own', 'picture.png'), Buffer.from([1, 2, 3]))
  for (const part of ['pods', 'own']) expect(kindsOf(await runAudit([join(folder, part), '--json']))).toEqual(found)
  // One file of all pods that is named after one of them.
  writeFileSync(join(folder, 'lossy.log'), seen.map(logLine).join('\n'))
  const all = kindsOf(await runAudit([join(folder, 'lossy.log'), '--json']))
  expect([all.lossy, all.ok, all.sink]).toEqual([found.lossy, found.ok, found.sink])
})

test('retired formats of Istio are known, too', async () => {
  const old = seen.map((one) =>
    `[pod/${pod(one)}/istio-proxy] ${logLine(one)}`.replace(' via_upstream - "-" ', ' "-" "-" '),
  )
  expect(kindsOf(await runAudit(['-', '--json'], old.join('\n')))).toEqual(found)
})
