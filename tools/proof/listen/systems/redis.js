// Redis, whose protected mode lets only local peers in without a password: behind a sidecar the difference is lost.
import { writeFile } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { execa } from 'execa'
import { locate } from '../../../mesh/needs.js'
import { start } from '../../../shared/processes.js'
import { unpacked } from '../debian.js'

const port = 6379
const password = 'tea-and-cups'
const packages = 'redis-server redis-tools libatomic1 libjemalloc2 liblzf1 libssl3 libsystemd0'.split(' ')

export const redis = {
  name: 'redis',
  title: 'Redis',
  file: 'redis.conf',
  pods: 1,
  ports: { [port]: 'tcp' },
  listensOn: [port],

  // Istio's sidecar calls from 127.0.0.6, Linkerd's from the pod's own address: this one is Istio's.
  mesh: 'istio',
  manifest: ({ version }) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: cache }\nspec: { containers: [{ name: cache, image: 'redis:${version}' }] }\n`,

  settings: [
    { name: 'default settings', text: () => 'bind 127.0.0.1 -::1\nprotected-mode yes\n' },
    { name: "the pod's address", text: ({ address }) => `bind ${address}\nprotected-mode yes\n` },
    { name: 'all addresses', text: () => 'bind * -::*\nprotected-mode yes\n' },
    { name: 'no bind line', text: () => 'timeout 0\n' },
    { name: 'old workaround, with a password', text: () => `bind 127.0.0.1\nrequirepass ${password}\n` },
    {
      name: "the pod's address, password",
      text: ({ address }) => `bind ${address}\nrequirepass ${password}\n`,
    },
    { name: "the doctor's advice", text: () => `bind 0.0.0.0\nrequirepass ${password}\n` },
    { name: 'open on purpose', text: () => 'bind 0.0.0.0\nprotected-mode no\n', isOpen: true },
  ],

  async find(say) {
    const installed = locate('redis-server')
    const folder = installed ? '' : await unpacked('redis-7', packages, say)
    const command = installed ?? join(folder, 'usr/bin/redis-server')
    const env = folder
      ? { LD_LIBRARY_PATH: ['usr/lib', 'lib'].map((name) => join(folder, name, triplet())).join(':') }
      : {}
    const { stdout } = await execa(command, ['--version'], { env })
    return { command, env, version: /v=([\d.]+)/.exec(stdout)?.[1] }
  },

  async start([pod], { found, folder, text }) {
    const file = join(folder, 'redis.conf')
    await writeFile(file, text)
    const own = ['--daemonize', 'no', '--save', '', '--dir', folder, '--port', String(port)]
    const [command, args] = pod.command(found.command, [file, ...own])
    return { programs: [start('redis', command, args, { log: join(folder, 'redis.log'), env: found.env })], file }
  },

  /** Without a password first: who answers that with PONG answers anybody. */
  async ask([address]) {
    const stranger = await say(address, 'PING')
    if (stranger.startsWith('+PONG')) return { verdict: 'open', said: 'PONG to anybody' }
    // It refuses without having read the command, and that may cost its last words: they come if one says nothing.
    if (!stranger.startsWith('-NOAUTH')) return refused(stranger || (await say(address)))
    const friend = await say(address, `AUTH ${password}`, 'PING')
    const isRight = friend.startsWith('+OK\r\n+PONG')
    return { verdict: isRight ? 'works' : 'closed', said: isRight ? 'PONG with the password, NOAUTH without' : friend }
  },
}

function refused(text) {
  const isReason = text.startsWith('-DENIED')
  return { verdict: 'closed', said: isReason ? 'DENIED: protected mode' : text || 'connection reset', isReason }
}

/** Sends commands in a row, and resolves to what came back until the other side was silent or gone. */
function say(host, ...commands) {
  return new Promise((resolve) => {
    let text = ''
    const socket = net.connect(port, host, () => socket.write(commands.map((line) => `${line}\r\n`).join('')))
    const done = () => {
      socket.destroy()
      resolve(text)
    }
    socket.setTimeout(5000, done).on('error', done).on('close', done)
    socket.on('data', (chunk) => {
      text += chunk
      if (commands.length > 0 && text.split('\r\n').length > commands.length) done()
    })
  })
}

/** Debian's name of this kind of machine, which is that of the folder with its libraries. */
function triplet() {
  const names = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }
  return names[process.arch] ?? process.arch
}
