// Elasticsearch 6.8, the last version with a full distribution on Maven Central.
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { start } from '../../../shared/processes.js'
import { isOpen } from '../is-open.js'
import { fromMaven } from '../maven.js'

const version = '6.8.23'
const [http, transport] = [9200, 9300]
const user = 65_534 // it refuses to run as root
const home = '/mnt/elasticsearch'

export const elasticsearch = {
  name: 'elasticsearch',
  title: 'Elasticsearch',
  file: 'elasticsearch.yml',
  nightly: true,
  pods: 1,
  ports: { [http]: 'http', [transport]: 'tcp' },
  listensOn: [http, transport],
  startsIn: 900_000,

  settings: [
    { name: 'default settings', text: () => '' },
    {
      name: 'old workaround',
      text: ({ address }) => `network.bind_host: 127.0.0.1\nnetwork.publish_host: ${address}\n`,
    },
    { name: "the pod's address", text: ({ address }) => `network.host: ${address}\n` },
    { name: "the doctor's advice", text: () => 'network.host: 0.0.0.0\n' },
  ],

  async find(say) {
    const zip = `org.elasticsearch.distribution.zip:elasticsearch:${version}:zip`
    const folder = await fromMaven(`elasticsearch-${version}`, [zip], say, 'unpack-dependencies')
    return { version, mounts: { [home]: join(folder, `elasticsearch-${version}`) } }
  },

  async start([pod], { folder, text }) {
    const file = join(folder, 'elasticsearch.yml')
    // One node by itself: as such it does not ask for what the host's kernel would have to be set to.
    await writeFile(file, `${text}${rest(folder)}`)
    await writeFile(join(folder, 'log4j2.properties'), log4j)
    for (const name of ['data', 'logs', 'tmp']) await mkdir(join(folder, name))
    for (const name of ['', 'data', 'logs', 'tmp']) await chown(join(folder, name), user, user)
    const own = [
      '-Xms512m',
      '-Xmx512m',
      `-Djava.io.tmpdir=${folder}/tmp`,
      '-Dlog4j.shutdownHookEnabled=false',
      '-Dlog4j2.disable.jmx=true',
      '-Dio.netty.noUnsafe=true',
      `-Des.path.home=${home}`,
      `-Des.path.conf=${folder}`,
      '-Des.distribution.flavor=default',
      '-Des.distribution.type=zip',
    ]
    const main = 'org.elasticsearch.bootstrap.Elasticsearch'
    const [command, args] = pod.command('nice', ['java', ...own, '-cp', `${home}/lib/*`, main], user)
    return { programs: [start('elasticsearch', command, args, { log: join(folder, 'output.log') })], file }
  },

  async ask([address]) {
    const answer = await fetch(`http://${address}:${http}/`)
    const text = await answer.text()
    const isReached = await isOpen(address, transport)
    const said = answer.ok ? `200 (${JSON.parse(text).version.number})` : `${answer.status}`
    return {
      verdict: answer.ok && isReached ? 'works' : 'closed',
      said: `HTTP ${said}, and the port for nodes is ${isReached ? 'open' : 'closed'}`,
    }
  },
}

const rest = (folder) => `cluster.name: proof
discovery.type: single-node
xpack.ml.enabled: false
path.data: ${folder}/data
path.logs: ${folder}/logs
`

const log4j = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`
