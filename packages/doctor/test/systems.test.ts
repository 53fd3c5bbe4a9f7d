// The five systems of the article, with the settings they come with and with the workaround of old mesh pages, in both
// modes. Which of them work was found by starting each behind real redirection and Envoy.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctor, folderOf } from './helpers/doctor.ts'

type Verdict = 'works' | 'breaks'

interface Case {
  readonly file: string
  readonly what: string
  readonly text: string
  /** Where the sidecar delivers to the pod's address, and where to 127.0.0.1. */
  readonly passthrough: Verdict
  readonly loopback: Verdict
}

const ensemble = 'clientPort=2181\nserver.1=zoo-0.zoo:2888:3888\nserver.2=zoo-1.zoo:2888:3888\n'
const cases: readonly Case[] = [
  { file: 'zoo.cfg', what: 'default', text: ensemble, passthrough: 'works', loopback: 'breaks' },
  {
    file: 'zoo.cfg',
    what: 'workaround',
    text: `${ensemble}quorumListenOnAllIPs=true\n`,
    passthrough: 'works',
    loopback: 'works',
  },
  {
    file: 'zoo.cfg',
    what: 'client on loopback',
    text: `${ensemble}quorumListenOnAllIPs=true\nclientPortAddress=127.0.0.1\n`,
    passthrough: 'breaks',
    loopback: 'works',
  },
  {
    file: 'redis.conf',
    what: 'default',
    text: 'bind 127.0.0.1 -::1\nprotected-mode yes\n',
    passthrough: 'breaks',
    loopback: 'breaks',
  },
  {
    file: 'redis.conf',
    what: 'workaround',
    text: 'bind 127.0.0.1\nrequirepass x\n',
    passthrough: 'breaks',
    loopback: 'works',
  },
  {
    file: 'redis.conf',
    what: 'all addresses, no password',
    text: 'bind 0.0.0.0\n',
    passthrough: 'breaks',
    loopback: 'breaks',
  },
  {
    file: 'redis.conf',
    what: 'all addresses, password',
    text: 'bind 0.0.0.0\nrequirepass x\n',
    passthrough: 'works',
    loopback: 'works',
  },
  {
    file: 'redis.conf',
    what: "the pod's address",
    text: 'bind 10.0.0.7\nrequirepass x\n',
    passthrough: 'works',
    loopback: 'breaks',
  },
  {
    file: 'cassandra.yaml',
    what: 'default',
    text: 'cluster_name: shop\nlisten_address: localhost\nrpc_address: localhost\n',
    passthrough: 'breaks',
    loopback: 'works',
  },
  {
    file: 'cassandra.yaml',
    what: 'workaround',
    text: 'listen_address: 127.0.0.1\nbroadcast_address: 10.0.0.7\nrpc_address: 0.0.0.0\nbroadcast_rpc_address: 10.0.0.7\n',
    passthrough: 'breaks',
    loopback: 'works',
  },
  {
    file: 'cassandra.yaml',
    what: "the pod's address",
    text: 'listen_address: 10.0.0.7\nrpc_address: 0.0.0.0\nbroadcast_rpc_address: 10.0.0.7\n',
    passthrough: 'works',
    loopback: 'breaks',
  },
  {
    file: 'elasticsearch.yml',
    what: 'default',
    text: 'cluster.name: shop\n',
    passthrough: 'breaks',
    loopback: 'works',
  },
  {
    file: 'elasticsearch.yml',
    what: 'workaround',
    text: 'network:\n  bind_host: 127.0.0.1\n  publish_host: 10.0.0.7\n',
    passthrough: 'breaks',
    loopback: 'works',
  },
  {
    file: 'elasticsearch.yml',
    what: "the pod's address",
    text: 'network.host: _site_\n',
    passthrough: 'works',
    loopback: 'breaks',
  },
  {
    file: 'nifi.properties',
    what: 'default',
    text: 'nifi.web.https.host=127.0.0.1\n',
    passthrough: 'breaks',
    loopback: 'works',
  },
  {
    file: 'nifi.properties',
    what: "the pod's address",
    text: 'nifi.web.https.host=nifi-0.nifi\n',
    passthrough: 'works',
    loopback: 'breaks',
  },
  {
    file: 'nifi.properties',
    what: 'all addresses',
    text: 'nifi.web.https.host=0.0.0.0\n',
    passthrough: 'works',
    loopback: 'works',
  },
]
const modes = { passthrough: ['istio@1.30', 'linkerd@2.20'], loopback: ['istio@1.9', 'linkerd@2.10'] } as const

const rows = cases.flatMap((one) =>
  (['passthrough', 'loopback'] as const).flatMap((mode) =>
    modes[mode].map((mesh) => ({ ...one, mesh, verdict: one[mode] })),
  ),
)

test.each(rows)('$file, $what, $mesh: $verdict', async ({ file, text, mesh, verdict }) => {
  const expected = verdict === 'breaks' ? 1 : 0
  const path = join(folderOf({ [file]: text }), file)
  const alone = await doctor(path, '--mesh', mesh, '--format', 'json')
  expect(alone.code).toBe(expected)

  // The same inside a ConfigMap, on the line where the setting stands.
  const indented = text.replace(/^(?=.)/gm, '    ')
  const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  ${file}: |\n${indented}`
  const inside = await doctor(join(folderOf({ 'map.yaml': manifest }), 'map.yaml'), '--mesh', mesh, '--format', 'json')
  expect(inside.code).toBe(expected)
  // What a file does not say is told at its start: at its key, which is line 6.
  const lines = ({ stdout }: { stdout: string }) =>
    JSON.parse(stdout).findings.map(({ line }: { line: number }) => line)
  const wanted = lines(alone).map((line: number) => (text.startsWith('cluster.name') ? 6 : line + 6))
  expect(lines(inside)).toEqual(wanted)
})

test('environment variables and arguments of their images', async () => {
  const pod = (image: string, rest: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: one\nspec:\n  containers:\n    - name: one\n      image: ${image}\n${rest}`
  const env = (name: string, value: string) => `      env:\n        - name: ${name}\n          value: '${value}'\n`
  const broken: [string, string, string][] = [
    ['cassandra:5.0', env('CASSANDRA_LISTEN_ADDRESS', '127.0.0.1'), 'istio@1.30'],
    ['docker.elastic.co/elasticsearch/elasticsearch:8.1.0', env('network.host', '127.0.0.1'), 'istio@1.30'],
    ['redis:7', "      args: ['redis-server', '--bind', '127.0.0.1', '--port', '6379']\n", 'istio@1.30'],
    ['apache/nifi:1.18.0', env('NIFI_WEB_HTTPS_HOST', 'localhost'), 'linkerd@2.20'],
    ['zookeeper:3.9', env('ZOO_SERVERS', 'server.1=zoo-0:2888:3888;2181'), 'istio@1.9'],
  ]
  for (const [image, rest, mesh] of broken) {
    const path = join(folderOf({ 'pod.yaml': pod(image, rest) }), 'pod.yaml')
    const { code, stdout } = await doctor(path, '--mesh', mesh, '--rule', 'TF103')
    expect([image, code]).toEqual([image, 1])
    expect(stdout).toMatch(/pod\.yaml:(9|11):/)
  }
  const fixed = pod('zookeeper:3.9', env('ZOO_CFG_EXTRA', 'quorumListenOnAllIPs=true server.1=zoo-0:2888:3888'))
  expect(
    (await doctor(join(folderOf({ 'pod.yaml': fixed }), 'pod.yaml'), '--mesh', 'istio@1.9', '--rule', 'TF103')).code,
  ).toBe(0)
})

test('a config file that is not YAML says nothing of what it leaves out', async () => {
  const map = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: es, namespace: log }\ndata:\n  elasticsearch.yml: |\n    ${text}\n`
  const said = async (text: string) =>
    (await doctor(folderOf({ 'es.yaml': map(text) }), '--mesh', 'istio@1.30')).stdout.includes('TF103')
  expect(await said('cluster.name: logs')).toBe(true)
  expect(await said('network.host: [_site_')).toBe(false)
})
