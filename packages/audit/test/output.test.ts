// What is printed: the table, the tree, JSON, Markdown, HTML, the exit code, and what changed since.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { beforeAll, expect, test } from 'vitest'
import { zipkinSpan } from './helpers/formats.ts'
import { runAudit } from './helpers/run-audit.ts'
import { type Fault, simulate } from './helpers/simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'audit-'))
const textOf = (services: Record<string, Fault>) =>
  JSON.stringify([...simulate({ services, requests: 100 })].map(zipkinSpan))
const broken = textOf({ lossy: 'lost', flattening: 'flat', ok: 'whole' })
const whole = textOf({ lossy: 'whole', flattening: 'whole', ok: 'whole' })

test('the table has the worst first, and the tree marks broken calls', async () => {
  const { code, stdout } = await runAudit(['-'], broken)
  expect(code).toBe(0)
  const rows = stdout
    .split('\n')
    .slice(1, 7)
    .map((line) => line.trim().split(/\s+/)[0])
  expect(rows.slice(0, 2).sort()).toEqual(['flattening', 'lossy'])
  expect(rows).toEqual([...rows.slice(0, 2), 'front', 'ok', 'sink', 'gateway'])
  expect(stdout).toMatch(/lossy +shop +100 +100 +0 % \(0\.0-3\.7\) +does not forward 100/)
  expect(stdout).toMatch(/└─ ✗ sink\.shop.* 0 of 100 forwarded: does not forward 100/)
  expect(stdout).toMatch(/✓ ok\.shop 100/)
  expect(stdout).toMatch(/^ {2}does not forward: [0-9a-f]{32}(, [0-9a-f]{32})+$/m)
  expect(stdout).toMatch(/Python, requests: .*contextvar/)
  expect(stdout).toMatch(/Go, net\/http: .*RoundTripper/)
  expect(stdout).toContain('2 of 5 services break traces. Read: ')
})

test('nothing is wrong with a whole mesh', async () => {
  const { stdout } = await runAudit(['-', '--fail-on', '100%'], whole)
  expect(stdout).not.toContain('✗')
  expect(stdout).toContain('0 of 5 services break traces.')
})

test.each([
  ['100%', 1],
  ['0.5', 1],
  ['0.00001', 1],
])('--fail-on %s ends with %i', async (share, code) => {
  expect((await runAudit(['-', '--fail-on', share], broken)).code).toBe(code)
})

test('--fail-on ends with 0 when all services forward as much', async () => {
  expect((await runAudit(['-', '--fail-on', '99%'], whole)).code).toBe(0)
})

test('Markdown has a table that a ticket shows, and nothing in a name can break it', async () => {
  const hostile = broken
    .replaceAll('"lossy.shop"', JSON.stringify('a|b](http://evil) <img> @all `x`'))
    .replaceAll('~lossy-', '~x-')
  const { stdout } = await runAudit(['-', '--markdown'], hostile)
  const [row] = stdout.split('\n').filter((line) => line.includes('evil'))
  expect(row!.split(/(?<!\\)\|/)).toHaveLength(8)
  expect(stdout).not.toMatch(/\]\(http:\/\/evil|<img|@all/)
  expect(stdout).toContain('## Fixes')
})

test('the page is one file without scripts, in which all values are text', async () => {
  const file = join(folder, 'report.html')
  const evil = '</title><script>alert(1)</script><img src=x onerror=alert(1)>'
  const hostile = broken
    .replaceAll('"lossy.shop"', JSON.stringify(evil))
    .replaceAll('lossy-7c9d8f6b5-x2v9k.shop', `${evil}.shop`)
  await runAudit(['-', '--html', file, '--link', 'javascript:alert({traceId})'], hostile)
  const page = readFileSync(file, 'utf8')
  const { document } = parseHTML(page)
  expect(document.querySelectorAll('script, img, iframe, object, link')).toHaveLength(0)
  expect(
    [...document.querySelectorAll('a')].map(({ href }) => href).filter((href) => !/^(https:|#$)/.test(href)),
  ).toEqual([])
  const attributes = [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())
  expect(attributes.filter((name) => /^on|^src$/.test(name))).toEqual([])
  expect(document.querySelectorAll('tr')).toHaveLength(7)
  expect(document.querySelectorAll('path.call.bad').length).toBe(2)
  expect(document.body.textContent).toContain('<script>alert(1)</script>')
})

test('links lead into the page of the store', async () => {
  const { stdout } = await runAudit(['-', '--link', 'https://traces/{traceId}?x=1'], broken)
  expect(stdout).toMatch(/https:\/\/traces\/[0-9a-f]{32}\?x=1/)
})

let before: string
beforeAll(async () => {
  before = join(folder, 'before.json')
  writeFileSync(before, (await runAudit(['-', '--json'], broken)).stdout)
})

test('--compare tells who got better', async () => {
  const { stdout } = await runAudit(['-', '--compare', before], whole)
  expect(stdout).toContain('  better: lossy.shop 0 % -> 100 %\n')
  expect(stdout).toContain('  better: flattening.shop 0 % -> 100 %\n')
  expect(stdout).not.toMatch(/(better|worse|new|gone): (ok|front)/)
  const again = await runAudit(['-', '--compare', before], broken)
  expect(again.stdout).toContain('Nothing has changed since then')
  const json = JSON.parse((await runAudit(['-', '--compare', before, '--json'], whole)).stdout)
  expect(json.changes).toContainEqual({ workload: 'lossy.shop', before: 0, after: 1, change: 'better' })
})

test.each([
  [['--zipkin', 'not a url'], /http or https URL/],
  [['--lookback', 'soon'], /90s, 15m/],
  [['--limit', '-1'], /whole number/],
  [['--fail-on', 'all'], /share/],
  [['--header', 'sec\u0000ret'], /name: value/],
  [['--unknown'], /unknown option/],
  [['-', '--tenant', ' '], /must not be empty/],
  [[], /TF822/],
  [['no-such-file.json'], /TF821.*no-such-file/],
  [['-', '--compare', 'no-such-file.json'], /TF826/],
  [['-', '--compare', import.meta.filename], /TF826.*not JSON/],
  [['-', '--format', 'no operator'], /TF824/],
  [['-', '--format', '{"a": '], /TF824/],
])('wrong arguments %j end with 2', async (args, message) => {
  const { code, stderr } = await runAudit(args, whole)
  expect(stderr).toMatch(message)
  expect(code).toBe(2)
})

test('a report that cannot be written ends with 2', async () => {
  const { code, stderr } = await runAudit(['-', '--html', join(folder, 'no/such/folder.html')], whole)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/TF827/)])
})

test('of a wrong header its value is not shown', async () => {
  const { stderr } = await runAudit(['--header', 'authorization Bearer sesame'], '')
  expect(stderr).not.toContain('sesame')
})

test('an empty input ends with 2, and says what to give', async () => {
  const { code, stderr } = await runAudit(['-'], '')
  expect(stderr).toMatch(/^TF823: -: no span and no access log line in it; give Envoy access logs/)
  expect(code).toBe(2)
})
