// What a kubelet would do with the payload: run the init container's command in its image, and mount the volume into containers.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { buildLayout } from '../image/layout.js'
import { filesOf } from '../image/tar.js'
import { Unprepared } from '../shared/errors.js'

/** Where the volume is mounted. A mount needs a folder to stand on, which this machine gets for as long as it takes. */
const mountPoint = '/traceferry'
const architectures = { x64: 'amd64', arm64: 'arm64', ppc64: 'ppc64le', s390x: 's390x' }
const anyUser = 12345

/**
 * Fills the volume of a pod as its init container says: its command, in the files of the image, under a user of its own.
 * @param pod as it is stored
 * @param init the name of the init container
 * @returns the folder that is the volume
 */
export async function fillVolume(pod, folder, init = 'traceferry-init') {
  chmodSync(folder, 0o755) // the user of the init container is none of this machine
  const layout = join(folder, 'layout')
  const root = join(folder, 'image')
  await buildLayout(layout, { only: [architectures[process.arch]] })
  unpack(layout, root)
  const volume = join(folder, 'volume')
  mkdirSync(volume)
  chmodSync(volume, 0o777)
  const { command, volumeMounts } = pod.spec.initContainers.find(({ name }) => name === init)
  const [mount] = volumeMounts
  const inside = (path) => (path === mount.mountPath ? volume : join(root, path) + (path.endsWith('/.') ? '/.' : ''))
  const [program, ...args] = command
  const all = args.map((one) => (one.startsWith('/') ? inside(one) : one))
  execFileSync(join(root, 'bin', program), all, process.getuid?.() === 0 ? { uid: anyUser, gid: anyUser } : {})
  return volume
}

/** What the pod's own fields would be in a cluster. */
const fields = {
  'metadata.name': 'orders-0',
  'spec.nodeName': 'node-1',
  'status.podIP': '10.244.0.7',
  'status.hostIP': '10.244.0.1',
}

/**
 * The environment of a container: values of the pod's own fields, and references to variables before.
 * @param {{ env?: readonly { name: string, value?: string, valueFrom?: any }[] }} container as it is stored
 * @returns {Record<string, string>}
 */
export function environmentOf({ env = [] }) {
  /** @type {Record<string, string>} */
  const all = {}
  for (const { name, value = '', valueFrom } of env) {
    const path = valueFrom?.fieldRef?.fieldPath
    if (valueFrom && !(path in fields)) throw new Error(`no value here for ${name}: ${JSON.stringify(valueFrom)}`)
    all[name] = valueFrom ? fields[path] : value.replace(/\$\((\w+)\)/g, (whole, other) => all[other] ?? whole)
  }
  return all
}

/** Makes the folder to mount on. @returns what removes it */
export function makeMountPoint() {
  if (existsSync(mountPoint))
    throw new Unprepared(
      `${mountPoint} is there already. This command mounts the payload there, in the pods: move it away.`,
    )
  mkdirSync(mountPoint)
  return () => rmdirSync(mountPoint)
}

function unpack(layout, root) {
  const blob = ({ digest }) => readFileSync(join(layout, 'blobs', digest.replace(':', '/')))
  const described = (one) => JSON.parse(blob(one).toString())
  const [index] = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')).manifests
  const [manifest] = described(index).manifests
  for (const layer of described(manifest).layers)
    for (const { path, bytes, mode } of filesOf(gunzipSync(blob(layer)))) {
      const file = join(root, path)
      mkdirSync(path.endsWith('/') ? file : dirname(file), { recursive: true })
      if (!path.endsWith('/')) writeFileSync(file, bytes)
      if (!path.endsWith('/')) chmodSync(file, mode)
    }
}
