// Cassandra: CQL for its clients, and the port for its other nodes, which may not listen on all addresses.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { start } from '../../../shared/processes.js'
import { isOpen } from '../is-open.js'
import { fromMaven } from '../maven.js'

const version = '5.0.9'
const [clients, nodes] = [9042, 7000]
const all = ({ address }) => `rpc_address: 0.0.0.0\nbroadcast_rpc_address: ${address}\n`
const workaround = (place) => `listen_address: 127.0.0.1\nbroadcast_address: ${place.address}\n${all(place)}`

export const cassandra = {
  name: 'cassandra',
  title: 'Cassandra',
  file: 'cassandra.yaml',
  nightly: true,
  pods: 1,
  ports: { [clients]: 'tcp', [nodes]: 'tcp' },
  listensOn: [clients, nodes],
  startsIn: 900_000,

  settings: [
    { name: 'default settings', text: () => 'listen_address: localhost\nrpc_address: localhost\n' },
    { name: 'old workaround', text: workaround },
    {
      name: "the pod's address",
      text: ({ address }) => `listen_address: ${address}\nrpc_address: ${address}\n`,
    },
    {
      name: "the doctor's advice",
      modes: ['passthrough'], // in the other one it is the old workaround
      text: (place) => `listen_address:\n${all(place)}`,
    },
    {
      name: 'all addresses, for nodes',
      text: (place) => `listen_address: 0.0.0.0\n${all(place)}`,
      refuses: /listen_address cannot be a wildcard address/,
    },
    {
      name: 'all addresses, and none announced',
      text: () => 'listen_address: localhost\nrpc_address: 0.0.0.0\n',
      refuses: /If rpc_address is set to a wildcard address.*?broadcast_rpc_address/,
    },
  ],

  async find(say) {
    const folder = await fromMaven(`cassandra-${version}`, [`org.apache.cassandra:cassandra-all:${version}`], say)
    return { version, folder }
  },

  async start([pod], { found, folder, text }) {
    const file = join(folder, 'cassandra.yaml')
    await writeFile(file, `${text}${rest(folder, text.includes('local') ? '127.0.0.1' : pod.address)}`)
    const own = [
      '-Xmx512m',
      ...modules,
      `-javaagent:${found.folder}/jamm-0.4.0.jar`,
      `-Dcassandra.config=file://${file}`,
      `-Dcassandra.storagedir=${folder}`,
      '-Dcassandra-foreground=yes',
      // Alone in its cluster it need not wait for others.
      '-Dcassandra.skip_wait_for_gossip_to_settle=0',
      '-Dcassandra.ring_delay_ms=100',
    ]
    const main = 'org.apache.cassandra.service.CassandraDaemon'
    const [command, args] = pod.command('nice', ['java', ...own, '-cp', `${found.folder}/*`, main])
    return { programs: [start('cassandra', command, args, { log: join(folder, 'output.log') })], file }
  },

  async ask([address]) {
    const { default: driver } = await import('cassandra-driver')
    const client = new driver.Client({ contactPoints: [`${address}:${clients}`], localDataCenter: 'datacenter1' })
    try {
      const { rows } = await client.execute('SELECT release_version FROM system.local')
      const isReached = await isOpen(address, nodes)
      const said = `CQL answers (${rows[0].release_version}), and the port for nodes is ${isReached ? 'open' : 'closed'}`
      return { verdict: isReached ? 'works' : 'closed', said }
    } catch {
      return { verdict: 'closed', said: 'CQL: no connection' }
    } finally {
      await client.shutdown()
    }
  },
}

/** What has nothing to do with addresses; it is its own seed. */
const rest = (folder, seed) => `cluster_name: proof
num_tokens: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
commitlog_sync: periodic
commitlog_sync_period: 10000ms
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "${seed}"
data_file_directories: [${folder}/data]
commitlog_directory: ${folder}/commitlog
saved_caches_directory: ${folder}/caches
hints_directory: ${folder}/hints
cdc_raw_directory: ${folder}/cdc
`

// What Java 17 has to open to it, as its own start script does: conf/jvm17-server.options.
const exported = `java.base/jdk.internal.misc java.management.rmi/com.sun.jmx.remote.internal.rmi
  java.rmi/sun.rmi.registry java.rmi/sun.rmi.server java.sql/java.sql java.base/java.lang.ref jdk.unsupported/sun.misc
  jdk.compiler/com.sun.tools.javac.file jdk.attach/sun.tools.attach`
const opened = `java.base/java.lang.module java.base/jdk.internal.loader java.base/jdk.internal.ref
  java.base/jdk.internal.reflect java.base/jdk.internal.math java.base/jdk.internal.module
  java.base/jdk.internal.util.jar jdk.management/com.sun.management.internal java.base/sun.nio.ch java.base/java.io
  java.base/java.lang.reflect jdk.compiler/com.sun.tools.javac java.base/java.lang java.base/java.util java.base/java.nio
  java.base/java.net java.base/java.util.concurrent java.base/java.util.concurrent.atomic`
const modules = [
  '-Djdk.attach.allowAttachSelf=true',
  ...exported.split(/\s+/).flatMap((name) => ['--add-exports', `${name}=ALL-UNNAMED`]),
  ...opened.split(/\s+/).flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
]
