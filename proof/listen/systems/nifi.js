// NiFi 1.18, put together from what Maven Central has of it: the framework, the web server and their libraries. It is
// asked over HTTPS as it is set up by default, with a certificate of its own.
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import https from 'node:https'
import { join } from 'node:path'
import { cached, cacheFolder } from '../../../examples/mesh/cache.js'
import { run, start } from '../../../examples/mesh/processes.js'
import { fromMaven } from '../maven.js'
import { files, rest } from './nifi-files.js'

const version = '1.18.0'
const port = 8443
const passphrase = 'proofproof'
const key = 'nifi-key'

export const nifi = {
  name: 'nifi',
  title: 'NiFi',
  file: 'nifi.properties',
  nightly: true,
  pods: 1,
  ports: { [port]: 'tcp' },
  listensOn: [port],
  startsIn: 900_000,
  /** Its port is open before its API is. */
  patience: 300_000,

  settings: [
    // What the nifi.properties that comes with it says; the old pages say the same.
    { name: 'default settings, old workaround', text: () => 'nifi.web.https.host=127.0.0.1\n', fix: true },
    { name: "the pod's address", text: ({ address }) => `nifi.web.https.host=${address}\n` },
    { name: "the doctor's advice", text: () => 'nifi.web.https.host=0.0.0.0\n', modes: ['loopback'] },
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
      key: await cached(key, (partial) => run('keytool', keytool(partial))),
    }
  },

  async start([pod], { found, folder, text }) {
    const conf = join(folder, 'conf')
    await mkdir(conf)
    await symlink(join(found.key, 'key.p12'), join(conf, 'key.p12'))
    for (const [name, content] of Object.entries(files)) await writeFile(join(conf, name), content)
    const file = join(conf, 'nifi.properties')
    await writeFile(file, `${text}nifi.web.https.port=${port}\n${rest({ nars: found.nars, passphrase })}`)
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

  async ask([host]) {
    const pfx = await readFile(join(cacheFolder(), key, 'key.p12'))
    const { status, text } = await get({ host, port, path: '/nifi-api/flow/about', pfx, passphrase })
    const about = status === 200 ? JSON.parse(text).about : undefined
    return {
      verdict: about ? 'works' : 'closed',
      said: `HTTPS ${status}${about ? ` (${about.title} ${about.version})` : ''}`,
    }
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

const keytool = (folder) => [
  ...['-genkeypair', '-alias', 'nifi', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=localhost'],
  ...['-validity', '3650', '-storetype', 'PKCS12', '-storepass', passphrase, '-keypass', passphrase],
  ...['-keystore', join(folder, 'key.p12')],
]

/** The client is who the server is: one certificate for both, signed by itself. */
function get(options) {
  return new Promise((resolve, reject) => {
    const request = https.get({ ...options, agent: false, rejectUnauthorized: false, timeout: 30_000 }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    request.on('timeout', () => request.destroy(new Error('no answer in 30 s'))).on('error', reject)
  })
}
