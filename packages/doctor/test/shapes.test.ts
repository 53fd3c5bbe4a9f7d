// The forms in which manifests say one thing: each is found on its line, and its right counterpart is not.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

/** A Deployment on port 8080 behind a Service. `rest` are more lines of its container, and `more` of its pod. */
const app = (rest: string, { image = 'example.org/shop', more = '' } = {}) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
${more}      containers:
        - name: web
          image: ${image}
          readinessProbe: { httpGet: { path: /ready, port: 8080 } }
          ports: [{ name: web, containerPort: 8080 }]
${rest.replace(/^(?=.)/gm, '          ')}
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 8080, targetPort: web }] }
`
const env = (name: string, value: string) => `env:\n  - name: ${name}\n    value: ${JSON.stringify(value)} #@`
const command = (...words: string[]) => `command: ${JSON.stringify(words)} #@`
const args = (...words: string[]) => `args: ${JSON.stringify(words)} #@`
const file = (name: string, text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web-files, namespace: shop }\ndata:\n  ${name}: |\n${text.replace(/^(?=.)/gm, '    ')}\n`
const mounted = 'volumeMounts: [{ name: files, mountPath: /files }]'
const volume = '      volumes: [{ name: files, configMap: { name: web-files } }]\n'
const withFile = (name: string, text: string, image?: string) =>
  `${app(mounted, { more: volume, ...(image && { image }) })}---\n${file(name, text)}`

/** The findings of one rule as `error 12`, and the lines that are marked: with `#@` on the line, or `#^` below it. */
async function found(id: string, yaml: string, mesh = 'istio@1.30') {
  const path = join(folderOf({ 'all.yaml': yaml }), 'all.yaml')
  const { stdout } = await doctor(path, '--mesh', mesh, '--rule', id, '--format', 'json')
  const all = JSON.parse(stdout).findings as { severity: string; line: number }[]
  const marked = yaml.split('\n').flatMap((line, n) => (line.includes('#@') ? [n + 1] : line.includes('#^') ? [n] : []))
  return {
    findings: all.map(({ severity, line }) => `${severity} ${line}`),
    marked,
    lines: all.map(({ line }) => line),
  }
}

const spring = (address: string) => `server:\n  port: 8080\n  address: ${address} #@\n`
const nginx = (address: string) => `server {\n  listen ${address}; #@\n}\n`

/** What it is, the wrong form, and the right one. */
const listeners: [string, string, string][] = [
  [
    'server.js of Next.js',
    app(`command: [node, server.js]\n${env('HOSTNAME', 'localhost')}`),
    app(`command: [node, server.js]\n${env('HOSTNAME', '0.0.0.0')}`),
  ],
  ['next start -H', app(command('next', 'start', '-H', '127.0.0.1')), app(command('next', 'start', '-H', '0.0.0.0'))],
  [
    'gunicorn -b',
    app(command('gunicorn', '-b', '127.0.0.1:8080', 'app')),
    app(command('gunicorn', '-b', ':8080', 'app')),
  ],
  [
    'gunicorn in a shell',
    app(command('sh', '-c', 'exec gunicorn --bind=localhost:8080 app:app')),
    app(command('sh', '-c', 'exec gunicorn --bind=0.0.0.0:8080 app:app')),
  ],
  [
    'GUNICORN_CMD_ARGS, which the command overrides',
    app(`command: [gunicorn, app]\n${env('GUNICORN_CMD_ARGS', '--bind=127.0.0.1:8080 -w 4')}`),
    app(`command: [gunicorn, -b, '0.0.0.0:8080', app]\n${env('GUNICORN_CMD_ARGS', '--bind=127.0.0.1:8080')}`),
  ],
  [
    'gunicorn.conf.py',
    withFile('gunicorn.conf.py', 'bind = "127.0.0.1:8080" #@\nworkers = 2'),
    withFile('gunicorn.conf.py', '# bind = "127.0.0.1:8080"\nbind = ["0.0.0.0:8080"]'),
  ],
  [
    "uvicorn's default, and one address beside another",
    app(command('uvicorn', 'app:app', '--port', '8080')),
    app(command('hypercorn', '-b', '127.0.0.1:8080', '-b', '0.0.0.0:8080', 'app:app')),
  ],
  [
    'python -m uvicorn',
    app(command('python', '-m', 'uvicorn', 'a:b', '--host=localhost', '--port=8080')),
    app(command('python', '-m', 'uvicorn', 'a:b', '--host=::', '--port=8080')),
  ],
  [
    'flask run',
    app(command('flask', 'run', '-p', '8080')),
    app(command('flask', 'run', '-p', '8080', '-h', '0.0.0.0')),
  ],
  ['FLASK_RUN_HOST', app(env('FLASK_RUN_HOST', '127.0.0.1')), app(env('FLASK_RUN_HOST', '0.0.0.0'))],
  [
    'manage.py runserver',
    app(command('python', 'manage.py', 'runserver', '8080')),
    app(command('python', 'manage.py', 'runserver', '0.0.0.0:8080')),
  ],
  [
    'ASPNETCORE_URLS',
    app(env('ASPNETCORE_URLS', 'http://127.0.0.1:8080;https://127.0.0.1:8443')),
    app(env('ASPNETCORE_URLS', 'http://+:8080')),
  ],
  [
    'dotnet --urls',
    app(args('dotnet', 'shop.dll', '--urls', 'http://localhost:8080')),
    app(`${env('ASPNETCORE_URLS', 'http://localhost:8080')}\n${args('dotnet', 'shop.dll', '--urls=http://*:8080')}`),
  ],
  [
    "Kestrel's endpoint",
    app(env('Kestrel__Endpoints__Http__Url', 'http://localhost:8080')),
    app(env('Kestrel__Endpoints__Http__Url', 'http://*:8080')),
  ],
  ['SERVER_ADDRESS', app(env('SERVER_ADDRESS', '127.0.0.1')), app(env('SERVER_ADDRESS', '0.0.0.0'))],
  [
    '--server.address',
    app(args('java', '-jar', 'a.jar', '--server.address=127.0.0.1')),
    app(args('java', '-jar', 'a.jar', '--server.address=0.0.0.0')),
  ],
  [
    'JAVA_TOOL_OPTIONS',
    app(env('JAVA_TOOL_OPTIONS', '-Xmx1g -Dserver.address=localhost')),
    app(env('JAVA_TOOL_OPTIONS', '-Xmx1g -Dmanagement.server.address=localhost')),
  ],
  [
    'SPRING_APPLICATION_JSON',
    app(env('SPRING_APPLICATION_JSON', '{"server":{"address":"127.0.0.1"}}')),
    app(env('SPRING_APPLICATION_JSON', '{"management":{"server":{"address":"127.0.0.1"}}}')),
  ],
  [
    "Spring's application.yml",
    withFile('application.yml', spring('127.0.0.1')),
    withFile('application.yml', spring('0.0.0.0')),
  ],
  [
    "Spring's application.properties",
    withFile('application.properties', 'server.port=8080\nserver.address=localhost #@'),
    withFile('application.properties', 'server.port=8081\nserver.address=localhost'),
  ],
  ['Quarkus', app(env('QUARKUS_HTTP_HOST', 'localhost')), app(env('QUARKUS_HTTP_HOST', '0.0.0.0'))],
  [
    'postgres -c',
    app(args('-c', 'listen_addresses=127.0.0.1', '-c', 'port=8080'), { image: 'postgres:18' }),
    app(args('-c', 'listen_addresses=*', '-c', 'port=8080'), { image: 'postgres:18' }),
  ],
  [
    'postgresql.conf',
    withFile('postgresql.conf', "listen_addresses = 'localhost'  #@\nport = 8080"),
    withFile('postgresql.conf', "#listen_addresses = 'localhost'\nlisten_addresses = '*'\nport = 8080"),
  ],
  [
    'my.cnf',
    withFile('my.cnf', '[mysqld]\nport=8080\nbind-address=127.0.0.1 #@'),
    withFile('my.cnf', '[mysqld]\nport=8080\nbind-address=0.0.0.0'),
  ],
  [
    'mongod --bind_ip',
    app(command('mongod', '--port', '8080', '--bind_ip', 'localhost')),
    app(command('mongod', '--port', '8080', '--bind_ip', 'localhost,0.0.0.0')),
  ],
  [
    'nginx',
    withFile('default.conf', nginx('127.0.0.1:8080')),
    withFile('default.conf', `${nginx('8080')}${nginx('127.0.0.1:9090')}`),
  ],
  [
    'nginx, on both',
    withFile('nginx.conf', `http {\n${nginx('localhost:8080')}}`),
    withFile('nginx.conf', `http {\n${nginx('127.0.0.1:8080')}${nginx('8080')}}`),
  ],
  [
    'HAProxy',
    withFile('haproxy.cfg', 'frontend web\n  bind 127.0.0.1:8080 #@'),
    withFile('haproxy.cfg', 'frontend web\n  bind *:8080'),
  ],
  [
    'KAFKA_LISTENERS',
    app(env('KAFKA_LISTENERS', 'PLAINTEXT://127.0.0.1:8080,CONTROLLER://:9093')),
    app(env('KAFKA_LISTENERS', 'PLAINTEXT://:8080,LOCAL://127.0.0.1:9094')),
  ],
  [
    'KAFKA_CFG_LISTENERS',
    app(env('KAFKA_CFG_LISTENERS', 'CLIENT://localhost:8080')),
    app(env('KAFKA_CFG_LISTENERS', 'CLIENT://:8080')),
  ],
  [
    "Kafka's server.properties",
    withFile('server.properties', 'node.id=1\nlisteners=PLAINTEXT://127.0.0.1:8080 #@'),
    withFile('server.properties', 'node.id=1\nlisteners=PLAINTEXT://:8080'),
  ],
]

test.each(listeners)('TF101: %s', async (_, wrong, right) => {
  const bad = await found('TF101', wrong)
  expect(bad.marked).toHaveLength(1)
  expect(bad.findings).toEqual([`error ${bad.marked[0]}`])
  expect((await found('TF101', right)).findings).toEqual([])
})

test('TF101: what nothing proves is a note, and what another program reads is nothing', async () => {
  expect((await found('TF101', app(env('HOSTNAME', '127.0.0.1')))).findings).toEqual(['info 16'])
  const gunicorn = app(command('gunicorn', 'app:app')).replaceAll('8080', '8000')
  expect((await found('TF101', gunicorn)).findings).toEqual(['info 14'])
  expect(
    (await found('TF101', app('command: [psql, -h, localhost, -c, "listen_addresses=localhost"]'))).findings,
  ).toEqual([])
  // A port that nobody calls.
  expect((await found('TF101', app(command('uvicorn', 'app:app', '--port', '9000')))).findings).toEqual([])
  expect((await found('TF101', withFile('notes.conf', 'listen 127.0.0.1:8080;'))).findings).toEqual([])
  // Knative calls the app on 127.0.0.1.
  const knative = `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec:\n  template:\n    spec:\n      containers:\n        - image: example.org/shop\n          ports: [{ containerPort: 8080 }]\n          env: [{ name: HOST, value: 127.0.0.1 }]\n`
  expect((await found('TF101', knative)).findings).toEqual([])
})

test('TF101: in an OpenShift DeploymentConfig', async () => {
  const yaml = app(env('HOST', '127.0.0.1')).replace(
    'apps/v1\nkind: Deployment',
    'apps.openshift.io/v1\nkind: DeploymentConfig',
  )
  const { findings, marked } = await found('TF101', yaml)
  expect(findings).toEqual([`error ${marked[0]}`])
})

test('TF101: a ConfigMap with the name of a workload that mounts it through a patch', async () => {
  const yaml = `${app(mounted)}---\n${file('application.yml', spring('127.0.0.1'))}`
  const { lines, marked } = await found('TF101', yaml)
  expect(lines).toEqual(marked)
  const other = yaml.replace('name: web-files', 'name: other-files')
  expect((await found('TF101', other)).lines).toEqual([])
})

const system = (image: string, rest: string) =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: one, namespace: log }\nspec:\n  selector: { matchLabels: { app: one } }\n  template:\n    metadata: { labels: { app: one } }\n    spec:\n      containers:\n        - name: one\n          image: ${image}\n${rest.replace(/^(?=.)/gm, '          ')}\n`

const systems: [string, string, string][] = [
  [
    'ES_SETTING_',
    system('elasticsearch:8.19.1', env('ES_SETTING_HTTP_BIND__HOST', 'localhost')),
    system('elasticsearch:8.19.1', env('ES_SETTING_NETWORK_HOST', '0.0.0.0')),
  ],
  [
    "Bitnami's Elasticsearch",
    system('bitnami/elasticsearch:8', env('ELASTICSEARCH_BIND_ADDRESS', '127.0.0.1')),
    system('bitnami/elasticsearch:8', env('ELASTICSEARCH_BIND_ADDRESS', '0.0.0.0')),
  ],
  [
    "Bitnami's my_elasticsearch.yml",
    file('my_elasticsearch.yml', 'network.host: 127.0.0.1 #@'),
    file('my_elasticsearch.yml', 'cluster.name: log'),
  ],
  [
    'ZooKeeper of Kafka',
    file('zookeeper.properties', 'clientPort=2181\nclientPortAddress=localhost\n#^')
      .replace(' #@', '#@')
      .replace('localhost#@', 'localhost\n    #@'),
    file('zookeeper.properties', 'clientPort=2181'),
  ],
  [
    'valkey.conf',
    file('valkey.conf', 'bind 127.0.0.1\n#^\nrequirepass x'),
    file('valkey.conf', 'bind 0.0.0.0\nrequirepass x'),
  ],
  [
    'valkey-server --bind',
    system('valkey/valkey:8', args('valkey-server', '--bind', '127.0.0.1', '--requirepass', 'x')),
    system('valkey/valkey:8', args('valkey-server', '--bind', '0.0.0.0', '--requirepass', 'x')),
  ],
]

test.each(systems)('TF103: %s', async (_, wrong, right) => {
  const { findings, marked } = await found('TF103', wrong)
  expect(marked).toHaveLength(1)
  expect(findings).toEqual([`error ${marked[0]}`])
  expect((await found('TF103', right)).findings).toEqual([])
})

test("TF103: Bitnami's files of Redis only add to its own settings", async () => {
  const map = `${file('redis.conf', 'appendonly yes')}  master.conf: |\n    dir /data\n`
  expect((await found('TF103', map)).findings).toEqual([])
  expect((await found('TF103', map.replace('dir /data', 'bind 127.0.0.1'))).findings).toEqual(['error 8'])
})

const payments = `---
apiVersion: v1
kind: Service
metadata: { name: payments, namespace: pay }
spec: { selector: { app: payments }, ports: [{ name: http, port: 8080 }, { name: https, port: 8443 }] }
`

test('TF203: URLs in config files, where the Service declares the port as plain HTTP', async () => {
  const text =
    '# https://payments.pay:8080 is the old one\nurl: https://payments.pay.svc:8080/v1 #@\ntls: https://payments.pay:8443'
  const { findings, marked } = await found('TF203', withFile('settings.yaml', text) + payments)
  expect(findings).toEqual([`error ${marked[0]}`])
  expect(
    (await found('TF203', withFile('settings.yaml', text.replace('pay.svc', 'elsewhere.svc')) + payments)).findings,
  ).toEqual([])
})

const retries = `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: pay }
spec: { hosts: [payments], http: [{ timeout: 3s, retries: { attempts: 2, perTryTimeout: 1s }, route: [{ destination: { host: payments } }] }] }
`

test('TF301: hosts without a scheme, and URLs in mounted files', async () => {
  const twice = (rest: string) => `env:\n  - { name: HTTP_RETRIES, value: "3" } #@\n${rest}`
  const host = (name: string, value: string) =>
    app(twice(`  - { name: ${name}, value: '${value}' }`)) + payments + retries
  for (const [name, value] of [
    ['PAYMENTS_HOST', 'payments.pay:8080'],
    ['UPSTREAM', 'payments.pay.svc.cluster.local'],
    ['PAYMENTS_ADDR', 'payments.pay'],
  ]) {
    const { lines, marked } = await found('TF301', host(name!, value!))
    expect([name, lines]).toEqual([name, marked])
  }
  for (const [name, value] of [
    ['TEAM', 'payments.pay'],
    ['SERVER_HOST', 'payments.pay'],
    ['PAYMENTS_HOST', 'payments'],
  ])
    expect([name, (await found('TF301', host(name!, value!))).lines]).toEqual([name, []])

  const inFile = `${app(`${twice('')}${mounted}`, { more: volume })}---\n${file('app.properties', 'url=http://payments.pay:8080')}`
  const { lines, marked } = await found('TF301', inFile + payments + retries)
  expect(lines).toEqual(marked)
})

test('TF205: MySQL under another number, proven by the image behind it', async () => {
  const service = (port: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: db, namespace: shop }\nspec:\n  selector: { app: db }\n  ports:\n    - ${port} #@\n`
  const pod = `---\napiVersion: v1\nkind: Pod\nmetadata: { name: db, namespace: shop, labels: { app: db } }\nspec: { containers: [{ name: db, image: 'mysql:8', ports: [{ containerPort: 3306 }] }] }\n`
  const renamed = service('{ port: 13306, targetPort: 3306 }')
  const proven = await found('TF205', renamed + pod, 'istio@1.30,linkerd@2.20')
  expect(proven.findings).toEqual([`error ${proven.marked[0]}`])
  // Without the pods only the number tells.
  const { findings, marked } = await found('TF205', renamed, 'istio@1.30,linkerd@2.20')
  expect(findings).toEqual([`info ${marked[0]}`])
  for (const right of [
    '{ name: mysql-db, port: 13306, targetPort: 3306 }',
    '{ port: 13306, targetPort: 3306, appProtocol: tcp }',
    '{ port: 8080, targetPort: 4444 }',
  ])
    expect((await found('TF205', service(right))).findings).toEqual([])
})

test("TF304: the retries of Istio's mesh config", async () => {
  const map = (retryOn: string, name = 'istio') =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: istio-system }\ndata:\n  mesh: |-\n    defaultHttpRetryPolicy:\n      attempts: 2\n      retryOn: ${retryOn} #@\n`
  for (const name of ['istio', 'istio-canary']) {
    const { findings, marked } = await found('TF304', map('gateway-error,connect-failure', name))
    expect(findings).toEqual([`error ${marked[0]}`])
  }
  expect((await found('TF304', map('connect-failure,refused-stream'))).findings).toEqual([])
  expect((await found('TF304', map('5xx', 'shop'))).findings).toEqual([])
  expect((await found('TF304', map('5xx').replace('attempts: 2', 'attempts: 0'))).findings).toEqual([])
  const operator = `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh }\nspec:\n  meshConfig:\n    defaultHttpRetryPolicy:\n      attempts: 2\n      retryOn: 5xx #@\n`
  const { lines, marked } = await found('TF304', operator)
  expect(lines).toEqual(marked)
})

const keepAlives: [string, string, string][] = [
  [
    'gunicorn with threads',
    app(command('gunicorn', '--threads', '4', '--keep-alive', '5', 'app')),
    app(command('gunicorn', '-k', 'sync', '--keep-alive', '5', 'app')),
  ],
  [
    'GUNICORN_CMD_ARGS',
    app(env('GUNICORN_CMD_ARGS', '-k gevent --keep-alive=75')),
    app(env('GUNICORN_CMD_ARGS', '-k gevent --keep-alive=3700')),
  ],
  [
    'uvicorn',
    app(command('uvicorn', 'a:b', '--host', '0.0.0.0', '--timeout-keep-alive', '20')),
    app(command('uvicorn', 'a:b', '--host', '0.0.0.0', '--timeout-keep-alive', '3700')),
  ],
  [
    'next start',
    app(command('next', 'start', '--keepAliveTimeout', '70000')),
    app(command('next', 'start', '--keepAliveTimeout', '3700000')),
  ],
  [
    'Spring',
    app(args('java', '-jar', 'a.jar', '--server.tomcat.keep-alive-timeout=20s')),
    app(args('java', '-jar', 'a.jar', '--server.tomcat.keep-alive-timeout=2h')),
  ],
  [
    "Spring's file",
    withFile('application.yml', 'server:\n  tomcat:\n    keep-alive-timeout: 20000 #@'),
    withFile('application.yml', 'server:\n  tomcat:\n    max-connections: 20'),
  ],
  [
    'nginx',
    withFile('nginx.conf', `http {\n  keepalive_timeout 65; #@\n  server { listen 8080; }\n}`),
    withFile('nginx.conf', `http {\n  keepalive_timeout 3700s;\n  server { listen 8080; }\n}`),
  ],
  [
    'Kestrel',
    app(env('Kestrel__Limits__KeepAliveTimeout', '00:02:10')),
    app(env('Kestrel__Limits__KeepAliveTimeout', '02:00:00')),
  ],
]

test.each(keepAlives)('TF401: %s', async (_, wrong, right) => {
  const { findings, marked } = await found('TF401', wrong)
  expect(findings).toEqual([`error ${marked[0]}`])
  expect((await found('TF401', right)).findings.filter((one) => one.startsWith('error'))).toEqual([])
})

test("TF401: gunicorn's default worker keeps no connections, and a config file may choose another", async () => {
  const { findings, marked } = await found('TF401', app(command('gunicorn', '--keep-alive', '5', 'app')))
  expect(findings).toEqual([`warning ${marked[0]}`])
})

test('TF403: streams and retries', async () => {
  const rule = (limit: string) =>
    `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: pay, namespace: pay }\nspec:\n  host: pay\n  trafficPolicy:\n    connectionPool:\n      http:\n        ${limit} #@\n`
  for (const limit of ['maxConcurrentStreams: 1', 'maxRetries: 1', 'http2MaxRequests: 1']) {
    const { findings, marked } = await found('TF403', rule(limit))
    expect(findings).toEqual([`warning ${marked[0]}`])
  }
  for (const limit of ['maxConcurrentStreams: 100', 'maxRetries: 0', 'maxRetries: 1024'])
    expect((await found('TF403', rule(limit))).findings).toEqual([])
})

test('TF503: behind a small init', async () => {
  for (const words of [
    ['tini', '--', 'npm', 'start'],
    ['/sbin/tini', '-v', 'yarn', 'start'],
    ['dumb-init', '-c', 'npm', 'start'],
    ['tini', '--', 'sh', '-c', 'cd /app; npm start'],
  ]) {
    const { findings, marked } = await found('TF503', app(command(...words)))
    expect([words, findings]).toEqual([words, [`warning ${marked[0]}`]])
  }
  for (const words of [
    ['tini', '-g', '--', 'npm', 'start'],
    ['dumb-init', 'npm', 'start'],
    ['tini', '--', 'node', 'server.js'],
  ])
    expect([words, (await found('TF503', app(command(...words)))).findings]).toEqual([words, []])
})
