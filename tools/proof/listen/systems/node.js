// A plain server of Node's, at each address that it can be told to listen on. Its configuration is its manifest.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { start } from '../../../shared/processes.js'

const port = 8080
const app = fileURLToPath(new URL('../../apps/listen.js', import.meta.url))

export const node = {
  name: 'node',
  title: 'A server of Node',
  file: 'orders.yaml',
  pods: 1,
  ports: { [port]: 'http' },
  listensOn: [port],

  settings: [
    ...['0.0.0.0', '::', '127.0.0.1', 'localhost', '::1'].map((host) => ({
      name: `HOST=${host}`,
      text: () => manifest(`value: '${host}'`),
      fix: host !== '0.0.0.0' && host !== '::',
    })),
    {
      name: "HOST= the pod's address, from Kubernetes",
      text: () => manifest('valueFrom: { fieldRef: { fieldPath: status.podIP } }'),
    },
    { name: "HOST= the pod's address, written out", text: ({ address }) => manifest(`value: ${address}`), fix: true },
    { name: 'no HOST', text: () => manifest() },
  ],

  find: async () => ({ version: process.versions.node }),

  async start([pod], { folder, text }) {
    const file = join(folder, 'orders.yaml')
    await writeFile(file, text)
    const [command, args] = pod.command(process.execPath, [app])
    const env = { PORT: String(port), ...environmentOf(text, pod.address) }
    return { programs: [start('node', command, args, { log: join(folder, 'node.log'), env })], file }
  },

  async ask([address]) {
    const answer = await fetch(`http://${address}:${port}/`)
    const said = `${answer.status}${answer.ok ? '' : ` ${/delayed connect error: \S+|connection failure/.exec(await answer.text())}`}`
    return { verdict: answer.ok ? 'works' : 'closed', said }
  },
}

function manifest(host) {
  const env = host ? `\n          env:\n            - name: HOST\n              ${host}` : ''
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - name: orders
          image: node:20
          ports: [{ containerPort: ${port} }]${env}
---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec:
  selector: { app: orders }
  ports: [{ name: http, appProtocol: http, port: ${port} }]
`
}

/** What kubelet would make of it. */
function environmentOf(text, address) {
  const [deployment] = parseAllDocuments(text).map((one) => one.toJS())
  const { env = [] } = deployment.spec.template.spec.containers[0]
  return Object.fromEntries(env.map(({ name, value }) => [name, value ?? address]))
}
