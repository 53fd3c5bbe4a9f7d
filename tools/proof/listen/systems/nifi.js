// NiFi 1.18, put together from what Maven Central has of it: the framework, the web server and their libraries. It is
// asked over HTTP: what HTTPS takes to answer anybody (its authorizers) is not all there.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { start } from '../../../shared/processes.js'
import { fromMaven } from '../maven.js'
import { files, rest } from './nifi-files.js'

const version = '1.18.0'
const port = 8080

export const nifi = {
  name: 'nifi',
  title: 'NiFi',
  file: 'nifi.properties',
  nightly: true,
  pods: 1,
  ports: { [port]: 'http' },
  listensOn: [port],
  startsIn: 600_000,
  /** Its port is open before its API is. */
  patience: 300_000,

  settings: [
    // What the nifi.properties that comes with it says of HTTPS; the old pages say the same.
    { name: 'as by default, old workaround', text: () => 'nifi.web.http.host=127.0.0.1\n' },
    { name: "the pod's address", text: ({ address }) => `nifi.web.http.host=${address}\n` },
    { name: "the doctor's advice", text: () => 'nifi.web.http.host=0.0.0.0\n', modes: ['loopback'] },
  ],

  async find(say) {
    const of = (name) => `org.apache.nifi:${name}:${version}`
    const nars = ['framework-nar', 'server-nar', 'jetty-bundle', 'provenance-repository-nar']
    return {
      version,
      lib: await fromMaven(`nifi-${version}-lib`, [of('nifi-runtime'), of('nifi-bootstrap'), ...libraries], say),
      nars: await fromMaven(
        `nifi-${version}-nars`,
        nars.map((name) => `${of(`nifi-${name}`)}:nar`),
        say,
      ),
    }
  },

  async start([pod], { found, folder, text }) {
    const conf = join(folder, 'conf')
    await mkdir(conf)
    for (const [name, content] of Object.entries(files)) await writeFile(join(conf, name), content)
    const file = join(conf, 'nifi.properties')
    await writeFile(file, `${text}nifi.web.http.port=${port}\n${rest(found.nars)}`)
    const own = [
      '-Xmx512m',
      '-Djava.net.preferIPv4Stack=true', // as its bootstrap.conf has it
      `-Dnifi.properties.file.path=${file}`,
      `-Dorg.apache.nifi.bootstrap.config.log.dir=${folder}/logs`,
    ]
    // Its configuration names its folders from where it is started.
    const program = ['-C', folder, 'nice', 'java', ...own, '-cp', `${conf}:${found.lib}/*`, 'org.apache.nifi.NiFi']
    const [command, args] = pod.command('env', program)
    return { programs: [start('nifi', command, args, { log: join(folder, 'output.log') })], file }
  },

  async ask([address]) {
    const answer = await fetch(`http://${address}:${port}/nifi-api/flow/about`)
    const text = await answer.text()
    const about = answer.ok ? JSON.parse(text).about : undefined
    const said = `HTTP ${answer.status}${about ? ` (${about.title} ${about.version})` : ''}`
    return { verdict: about ? 'works' : 'closed', said }
  },
}

const libraries = [
  'ch.qos.logback:logback-classic:1.2.11',
  'org.slf4j:jcl-over-slf4j:1.7.36',
  'org.slf4j:jul-to-slf4j:1.7.36',
  'org.slf4j:log4j-over-slf4j:1.7.36',
  'javax.servlet:javax.servlet-api:3.1.0',
  'org.eclipse.jetty.toolchain:jetty-schemas:5.2',
]
