// Four times as many objects cost four times as much, not sixteen: by what is looked at where that can be counted, else by
// processor time, with room for a busy machine. Each of these shapes took the square, or the fourth power, of its size.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diagnose } from '../src/diagnose.ts'
import { isTemplate } from '../src/read/is-template.ts'
import { readYaml } from '../src/read/read-yaml.ts'
import type { Resource } from '../src/read/resource.ts'
import { sourceOf } from '../src/read/source.ts'
import { doctor, folderOf } from './helpers/doctor.ts'

const many = (count: number, one: (n: number) => string) => Array.from({ length: count }, (_, n) => one(n)).join('')

const variables = (count: number, comment = '') =>
  many(count, (n) => `            - name: URL_${n}\n${comment}              value: https://app${n}.shop.svc:8443\n`)

const deployment = (n: number, env: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app${n}, namespace: shop }
spec:
  template:
    metadata: { labels: { part-of: shop, name: app${n} } }
    spec:
      containers:
        - name: main
          image: node:20
          ports: [{ containerPort: 8080 }]
          env:
            - name: HOST
              value: 127.0.0.1
            - name: HTTP_RETRIES
              value: "3"
${env}`

const service = (n: number) => `---
apiVersion: v1
kind: Service
metadata: { name: app${n}, namespace: shop }
spec: { selector: { part-of: shop, name: app${n} }, ports: [{ name: web, port: 8080 }, { name: nats, port: 4222 }] }
`

const route = (n: number) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: app${n}, namespace: shop }
spec: { hosts: [app${n}], http: [{ retries: { attempts: 2 }, route: [{ destination: { host: app${n} } }] }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: app${n}, namespace: shop }
spec: { host: app${n}, trafficPolicy: { connectionPool: { http: { http1MaxPendingRequests: 1 } } } }
`

/** Each service calls the next one. */
const chain = (count: number) =>
  many(count, (n) => {
    const next = `            - name: NEXT\n              value: http://app${n + 1}.shop.svc:8080\n`
    return deployment(n, next) + service(n) + route(n)
  })

const config = (n: number) => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: redis${n} }
data:
  redis.conf: |
    bind 127.0.0.1
`

/** How often rules look at objects. */
function looks(count: number): number {
  let sum = 0
  const watched = (resource: Resource) =>
    new Proxy(resource, {
      get(target, key) {
        sum += 1
        return Reflect.get(target, key)
      },
    })
  const resources = readYaml(sourceOf('x.yaml', chain(count) + many(count, config))).map(watched)
  // Old meshes, since these have most rules.
  const { findings } = diagnose({ resources, settings: [] }, { mesh: ['istio@1.26', 'linkerd@2.17'] })
  expect(findings.length).toBeGreaterThan(5 * count)
  return sum
}

test('each rule looks at each object a few times, however many there are', { timeout: 60_000 }, () => {
  expect(looks(400)).toBeLessThan(4.2 * looks(100))
})

/** In seconds; the better of two. */
async function cpu(text: string, args: readonly string[]): Promise<number> {
  const file = join(folderOf({ 'x.yaml': text }), 'x.yaml')
  const once = async () => {
    const before = process.cpuUsage()
    const { code, stderr } = await doctor(file, '--mesh', 'istio@1.30', '--format', 'sarif', ...args)
    expect([code < 2, stderr.slice(0, 200)]).toEqual([true, expect.not.stringContaining('TF8')])
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1e6
  }
  return Math.min(await once(), await once())
}

test.each<[string, number, (count: number) => string, string[]]>([
  ['services that call one another in a chain', 150, chain, []],
  ['findings in one list', 500, (count) => deployment(0, variables(count)) + service(0), []],
  [
    'findings that comments silence',
    500,
    (count) => deployment(0, variables(count, '              # traceferry-disable-next-line TF203\n')) + service(0),
    [],
  ],
  ['ConfigMaps of Redis', 500, (count) => many(count, config), []],
  [
    'findings in one list that are mended',
    300,
    (count) => many(count, service),
    ['--fix', '--dry-run', '--rule', 'TF201'],
  ],
  ['keys of one map', 5000, (count) => `${config(0)}${many(count, (n) => `  k${n}: v\n`)}`, []],
  ['keys of one map in brackets', 5000, (count) => `${config(0)}more: {${many(count, (n) => `k${n}: v, `)}}\n`, []],
])(
  '%s: four times as many cost at most eight times as much',
  async (_, count, text, args) => {
    const [one, four] = [await cpu(text(count), args), await cpu(text(4 * count), args)]
    expect(four, `${one} s and ${four} s`).toBeLessThan(8 * one + 0.3)
  },
  180_000,
)

test('whether a text is a template: a line of 200,000 braces is no riddle', () => {
  const before = process.cpuUsage()
  expect(isTemplate('{{ '.repeat(200_000))).toBe(false)
  expect(isTemplate(`${'{{ '.repeat(200_000)}}}`)).toBe(true)
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000)
})

test.each<[string, boolean]>([
  ['a: {{ .b }}', true],
  ['a: {{- .b }}', true],
  ['a: {{-\n  .b }}', true],
  ['a: {{ .b\n }}', false],
  ['a: {{ { }}', true],
  ['a: {{ } }}', false],
  ['a: {{{ {{-\n b }}', true],
  ['a: {{}}', true],
  ['a: { b: {} }', false],
])('%j is a template: %s', (text, is) => {
  expect(isTemplate(text)).toBe(is)
  expect(/\{\{-?\s*[^}\n]*\}\}/.test(text)).toBe(is)
})
