// ZooKeeper, three of them: what one client writes another one has to read through each of the nodes.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { start } from '../../../shared/processes.js'
import { fromMaven } from '../maven.js'

const question = fileURLToPath(new URL('zookeeper-question.js', import.meta.url))
const version = '3.9.5' // 3.9.6's parent is not at Maven Central
const [port, quorum, election] = [2181, 2888, 3888]

// Small heaps and the quick compiler: six of them start at the same time, on machines with two cores, too.
const java = [
  '-Xmx96m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Xshare:auto',
  '-Dzookeeper.admin.enableServer=false',
]

export const zookeeper = {
  name: 'zookeeper',
  title: 'ZooKeeper',
  file: 'zoo.cfg',
  pods: 3,
  ports: { [port]: 'tcp', [quorum]: 'tcp', [election]: 'tcp' },
  listensOn: [port, election],
  /** How long an ensemble may take: ms. It found itself in 13 s at most on a quiet machine. */
  patience: 120_000,

  settings: [
    { name: 'default settings', text: ensemble },
    { name: 'old workaround', text: (place) => `${ensemble(place)}quorumListenOnAllIPs=true\n` },
    {
      name: 'clients on 127.0.0.1',
      text: (place) => `${ensemble(place)}quorumListenOnAllIPs=true\nclientPortAddress=127.0.0.1\n`,
      long: true,
    },
    {
      name: 'switched off',
      modes: ['loopback'],
      text: (place) => `${ensemble(place)}quorumListenOnAllIPs=false\n`,
      long: true,
    },
  ],

  async find(say) {
    const needs = ['io.dropwizard.metrics:metrics-core:4.1.12.1', 'org.xerial.snappy:snappy-java:1.1.10.5']
    const all = [`org.apache.zookeeper:zookeeper:${version}`, ...needs, 'org.slf4j:slf4j-simple:2.0.13']
    const folder = await fromMaven(`zookeeper-${version}`, all, say)
    return { version, classpath: join(folder, '*') }
  },

  async start(pods, { found, folder, text }) {
    const nodes = await Promise.all(
      pods.map(async (pod, n) => {
        const data = join(folder, String(n + 1))
        await mkdir(data)
        await writeFile(join(data, 'myid'), String(n + 1))
        const file = join(data, 'zoo.cfg')
        await writeFile(file, `${text}dataDir=${data}\n`)
        const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain'
        const [command, args] = pod.command('java', [...java, '-cp', found.classpath, main, file])
        return { program: start(`zookeeper-${n + 1}`, command, args, { log: `${data}/output.log` }), file }
      }),
    )
    return { programs: nodes.map(({ program }) => program), file: nodes[0].file }
  },

  async ask(addresses) {
    const nodes = addresses.map((address) => `${address}:${port}`)
    const { failed, timedOut, stdout, stderr } = await execa(process.execPath, [question, ...nodes], {
      reject: false,
      timeout: 6000,
    })
    if (!failed) return { verdict: 'works', said: `quorum: ${stdout}` }
    return { verdict: 'closed', said: timedOut ? 'no session in 6 s' : stderr.trim().split('\n').pop() }
  },
}

function ensemble({ names }) {
  const servers = names.map((name, n) => `server.${n + 1}=${name}:${quorum}:${election}\n`)
  return `tickTime=1000\ninitLimit=10\nsyncLimit=5\nclientPort=${port}\n${servers.join('')}`
}
