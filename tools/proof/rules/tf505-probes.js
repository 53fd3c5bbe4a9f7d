// TF505: the kubelet asks from the node, where 127.0.0.1 is the node.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../shared/processes.js'
import { containerOf, find } from './manifest.js'
import { inPlace } from './place.js'

const podAddress = '192.0.2.2'

export const probes = {
  id: 'TF505',
  rows: [
    {
      what: 'the readiness probe, from a node’s network namespace to a pod’s',
      needs: () => why(),
      measure: (objects) =>
        inPlace(async (place) => {
          const {
            host = podAddress,
            path,
            port,
          } = containerOf(find(objects, 'Deployment', 'orders')).readinessProbe.httpGet
          await writeFile(join(place.folder, 'app.cjs'), app)
          await writeFile(join(place.folder, 'probe.cjs'), probe)
          const lines = []
          const env = { NODE: process.execPath, PORT: String(port), URL: `http://${host}:${port}${path}` }
          const args = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', node]
          await run('unshare', args, { cwd: place.folder, env, onLine: (line) => lines.push(line) })
          const answer = lines.at(-1)
          return { text: `${new URL(env.URL).host}: ${answer}`, works: answer === '200', figures: { answer } }
        }),
    },
  ],
}

function why() {
  try {
    execFileSync('unshare', ['--net', '--pid', '--fork', 'ip', 'link'], { stdio: 'ignore', timeout: 10_000 })
    return undefined
  } catch {
    return 'needs root, unshare and ip'
  }
}

/** The node: a pod with a namespace of its own, a cable to it, the app in it, and the probe from outside. */
const node = `
set -e
ip link set lo up
unshare --net sleep 60 &
pod=$!
until [ "$(readlink /proc/$pod/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add node0 type veth peer name pod0 netns $pod
ip address add 192.0.2.1/24 dev node0
ip link set node0 up
inside() { nsenter --net=/proc/$pod/ns/net -- "$@"; }
inside ip address add ${podAddress}/24 dev pod0
inside ip link set pod0 up
inside ip link set lo up
inside "$NODE" app.cjs > app.log &
until [ -s app.log ]; do sleep 0.05; done
"$NODE" probe.cjs
`
const app = `require('node:http').createServer((_, response) => response.end('ok'))
  .listen(process.env.PORT, '0.0.0.0', () => console.log('listening'))`
const probe = `fetch(process.env.URL, { signal: AbortSignal.timeout(5000) })
  .then(({ status }) => console.log(status), ({ cause, name }) => console.log(cause?.code ?? name))
  .then(() => process.exit())`
