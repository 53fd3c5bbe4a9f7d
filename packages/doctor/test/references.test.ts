// Rules about what is named and not there, and about what a mesh ignores: how sure each is, and where it is silent.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

/** The findings of some rules as `TF901 error`. */
async function found(rules: string, yaml: string, mesh = 'istio@1.30'): Promise<string[]> {
  const path = join(folderOf({ 'all.yaml': yaml }), 'all.yaml')
  const { stdout } = await doctor(path, '--mesh', mesh, '--rule', rules, '--format', 'json')
  return JSON.parse(stdout).findings.map(({ id, severity }: { id: string; severity: string }) => `${id} ${severity}`)
}

const service = (name: string, more = '', namespace = 'shop') =>
  `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { selector: { app: ${name} }, ports: [{ name: http, port: 80${more} }] }\n`
const pod = (name: string, rest = '', namespace = 'shop') =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} }${rest} }\nspec: { containers: [{ name: app, image: example.org/app, ports: [{ name: http, containerPort: 8080 }] }] }\n`
const route = (host: string, more = '') =>
  `---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: shop }\nspec: { hosts: [web], http: [{ timeout: 1s, route: [{ destination: { host: ${host}${more} } }] }] }\n`

test('TF901: an error for a mistyped name, a warning, a note for a part, and silence where nothing is known', async () => {
  const all = service('payments') + pod('payments')
  expect(await found('TF901', all + route('payment'))).toEqual(['TF901 error'])
  expect(await found('TF901', all + route('payments'))).toEqual([])
  expect(await found('TF901', all + route('ledger'))).toEqual(['TF901 warning'])
  expect(await found('TF901', service('payments') + route('ledger'))).toEqual(['TF901 info'])
  expect(await found('TF901', route('ledger'))).toEqual([])
  expect(await found('TF901', all + route('ledger.elsewhere.svc.cluster.local'))).toEqual([])
  // In another namespace, and with another number, which is no typing error.
  expect(await found('TF901', all + service('ledger', '', 'books') + route('ledger'))).toEqual(['TF901 error'])
  expect(await found('TF901', service('echo-v1') + pod('echo-v1') + route('echo-v3'))).toEqual(['TF901 warning'])
})

test('TF901: Istio completes no name with a dot, and takes the hosts of ServiceEntries', async () => {
  const all = service('payments') + pod('payments')
  const entry =
    '---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: out, namespace: shop }\nspec: { hosts: ["*.example.com"] }\n'
  for (const host of ['payments.shop', 'payments.shop.svc'])
    expect(await found('TF901', all + route(host))).toEqual(['TF901 error'])
  for (const host of ['payments.shop.svc.cluster.local', 'api.example.com'])
    expect(await found('TF901', all + entry + route(host))).toEqual([])
})

test('TF902, TF903: subsets and ports', async () => {
  const rule = (subset: string) =>
    `---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: one, namespace: shop }\nspec: { host: payments, subsets: [{ name: ${subset}, labels: { app: payments } }] }\n`
  const all = service('payments') + pod('payments')
  expect(await found('TF902', `${all}${rule('v1')}${route('payments', ', subset: v2')}`)).toEqual(['TF902 error'])
  expect(await found('TF902', `${all}${rule('v2')}${route('payments', ', subset: v2')}`)).toEqual([])
  expect(await found('TF902', `${all}${route('payments', ', subset: v2')}`)).toEqual(['TF902 warning'])
  expect(await found('TF902', route('payments', ', subset: v2'))).toEqual([])
  expect(await found('TF903', `${all}${route('payments', ', port: { number: 8080 }')}`)).toEqual(['TF903 error'])
  expect(await found('TF903', `${all}${route('payments', ', port: { number: 80 }')}`)).toEqual([])
  const two = service('payments', ' }, { name: http-admin, port: 81')
  expect(await found('TF903', two + pod('payments') + route('payments'))).toEqual(['TF903 error'])
})

test('TF905, TF906: selectors and targetPorts, and pods that somebody else may make', async () => {
  const labelled = service('web').replace('{ app: web }', '{ app: wbe }')
  expect(await found('TF905', labelled + pod('web'))).toEqual(['TF905 warning'])
  expect(await found('TF905', labelled + pod('ledger'))).toEqual(['TF905 info'])
  expect(await found('TF905', labelled)).toEqual([])
  const cluster = '---\napiVersion: db.example.org/v1\nkind: Cluster\nmetadata: { name: one, namespace: shop }\n'
  expect(await found('TF905', labelled + pod('web') + cluster)).toEqual(['TF905 info'])
  const primary = service('web').replace('{ app: web }', '{ app: web, role: primary }')
  expect(await found('TF905', primary + pod('web'))).toEqual(['TF905 info'])

  const target = (port: string) => service('web', `, targetPort: ${port}`) + pod('web')
  expect(await found('TF906', target('grpc'))).toEqual(['TF906 error'])
  expect(await found('TF906', target('http'))).toEqual([])
  expect(await found('TF906', target('9090'))).toEqual(['TF906 warning'])
  expect(await found('TF906', target('9090').replace('image:', 'args: ["--port=9090"], image:'))).toEqual([])
  expect(
    await found('TF906', target('grpc').replace(/, ports: \[\{ name: http, containerPort: 8080 \}\]/, '')),
  ).toEqual(['TF906 warning'])
})

test('TF308: one host, except where no namespace sees both', async () => {
  const two = (more: string) =>
    route('payments') +
    route('payments').replace('name: web', 'name: other').replace('hosts: [web]', `hosts: [web]${more}`)
  expect(await found('TF308', two(''))).toEqual(['TF308 error'])
  expect(await found('TF308', two(', gateways: [shop/ingress]'))).toEqual([])
  expect(
    await found(
      'TF308',
      two('').replaceAll('hosts: [web]', 'hosts: [a.example], exportTo: ["."]').replace('shop', 'books'),
    ),
  ).toEqual([])
  // One object in two files.
  expect(await found('TF308', route('payments') + route('ledger'))).toEqual([])
})

test('TF704: names, places and values, and what is right', async () => {
  const marked = (labels: string, annotations = '{}') =>
    `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop, annotations: ${annotations} }\nspec: { template: { metadata: { labels: ${labels} }, spec: { containers: [] } } }\n`
  for (const labels of [
    '{ sidecar.istio.io/injct: "true" }',
    '{ sidecar.istio.io/inject: "yes" }',
    '{ istio-injection: enabled }',
  ])
    expect([labels, await found('TF704', marked(labels))]).toEqual([labels, ['TF704 warning']])
  expect(await found('TF704', marked('{}', '{ linkerd.io/inject: enabled }'), 'linkerd@2.20')).toEqual([
    'TF704 warning',
  ])
  expect(await found('TF704', marked('{}', '{ sidecar.istio.io/somethingElse: a }'))).toEqual(['TF704 info'])
  for (const labels of [
    '{ sidecar.istio.io/inject: "true", istio.io/rev: canary }',
    '{ istio: ingressgateway, app: istio-web }',
  ])
    expect([labels, await found('TF704', marked(labels))]).toEqual([labels, []])
})

test('TF405: certificates by version and by place', async () => {
  const rule = (host: string, tls: string) =>
    `---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: one, namespace: shop }\nspec: { host: ${host}, trafficPolicy: { tls: ${tls} } }\n`
  expect(await found('TF405', service('db') + rule('db', '{ mode: SIMPLE }'))).toEqual(['TF405 warning'])
  expect(await found('TF405', rule('api.example.com', '{ mode: SIMPLE }'))).toEqual(['TF405 info'])
  expect(await found('TF405', rule('api.example.com', '{ mode: SIMPLE }'), 'istio@1.20')).toEqual(['TF405 warning'])
  expect(await found('TF405', rule('api.example.com', '{ mode: MUTUAL, caCertificates: /ca }'))).toEqual([
    'TF405 error',
  ])
  expect(await found('TF405', rule('api.example.com', '{ mode: SIMPLE, caCertificates: /ca }'))).toEqual([])
  // Only a gateway reads a Secret that is meant for all.
  const secret = rule('db', '{ mode: SIMPLE, credentialName: db }')
  expect(await found('TF405', service('db') + secret)).toEqual(['TF405 warning'])
  expect(await found('TF405', secret)).toEqual(['TF405 info'])
  const selector = 'workloadSelector: { matchLabels: { app: web } }, host: db'
  expect(await found('TF405', service('db') + secret.replace('host: db', selector))).toEqual([])
  expect(
    await found('TF405', service('db') + secret.replace('credentialName: db', 'credentialName: configmap://db')),
  ).toEqual([])
  const egress = (gateways: string) =>
    `---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: out, namespace: shop }\nspec: { hosts: [db], gateways: ${gateways}, http: [{ route: [{ destination: { host: db } }] }] }\n`
  expect(await found('TF405', service('db') + secret + egress('[mesh, egress]'))).toEqual([])
  expect(await found('TF405', service('db') + secret + egress('[mesh]'))).toEqual(['TF405 warning'])
  const wide = rule('"*.shop.svc.cluster.local"', '{ mode: ISTIO_MUTUAL }').replace('name: one', 'name: all')
  const narrow = rule('db', '{}').replace('tls: {}', 'connectionPool: {}')
  expect(await found('TF405', wide + narrow)).toEqual(['TF405 warning'])
  const entry =
    '---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: out, namespace: shop }\nspec: { hosts: [api.example.com], ports: [{ number: 80, targetPort: 443, name: http, protocol: HTTP }] }\n'
  expect(await found('TF405', entry)).toEqual(['TF405 warning'])
  expect(await found('TF405', entry + rule('api.example.com', '{ mode: SIMPLE, caCertificates: /ca }'))).toEqual([])
})

test('TF405: plain text to all hosts of a star, where mutual TLS is demanded', async () => {
  const plain = (host: string) =>
    `---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: one, namespace: shop }\nspec: { host: "${host}", trafficPolicy: { tls: { mode: DISABLE } } }\n`
  const strict = (namespace: string, mode = 'STRICT') =>
    `---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: ${namespace} }\nspec: { mtls: { mode: ${mode} } }\n`
  for (const host of ['*.local', '*.cluster.local', '*.svc.cluster.local'])
    expect([host, await found('TF405', strict('istio-system') + plain(host))]).toEqual([host, ['TF405 error']])
  expect(await found('TF405', strict('shop') + plain('*.shop.svc.cluster.local'))).toEqual(['TF405 error'])
  // A namespace may have no sidecars, or a policy of its own; and outside the mesh nobody demands it.
  expect(await found('TF405', strict('istio-system') + plain('*.legacy.svc.cluster.local'))).toEqual([])
  expect(await found('TF405', strict('istio-system') + strict('old', 'PERMISSIVE') + plain('*.local'))).toEqual([])
  expect(await found('TF405', strict('istio-system') + plain('*.example.com'))).toEqual([])
})

test('TF209: headless Services of the same pods, one TCP and one HTTP', async () => {
  const headless = (name: string, port: string) =>
    `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { clusterIP: None, selector: { app: web }, ports: [{ name: ${port}, port: 8080 }] }\n`
  expect(await found('TF209', headless('a', 'http') + headless('b', 'tcp') + pod('web'))).toEqual(['TF209 warning'])
  expect(await found('TF209', headless('a', 'http') + headless('b', 'http') + pod('web'))).toEqual([])
})

test('TF703: what needs a waypoint, where there is one, and where sidecars are asked for', async () => {
  const space = (more: string) =>
    `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/dataplane-mode: ambient${more} } }\n`
  const policy = (action: string) =>
    `---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: one, namespace: shop }\nspec: { action: ${action}, rules: [{ to: [{ operation: { methods: [GET] } }] }] }\n`
  const ports = policy('ALLOW').replace('methods: [GET]', 'ports: ["80"]')
  expect(await found('TF703', space('') + policy('ALLOW'))).toEqual(['TF703 error'])
  expect(await found('TF703', space('') + policy('DENY'))).toEqual(['TF703 warning'])
  expect(await found('TF703', space('') + ports)).toEqual([])
  const bare = route('payments').replace('hosts: [web]', 'hosts: [web.shop.svc.cluster.local]')
  for (const one of [route('payments'), bare])
    expect(await found('TF703', space('') + service('web') + one)).toEqual(['TF703 warning'])
  const own = service('web').replace('name: web,', 'name: web, labels: { istio.io/use-waypoint: one },')
  expect(own).toContain('use-waypoint')
  expect(await found('TF703', space('') + own + route('payments'))).toEqual([])
  for (const more of [', istio.io/use-waypoint: one', ', istio-injection: enabled'])
    expect(await found('TF703', space(more) + policy('ALLOW') + route('payments'))).toEqual([])
})
