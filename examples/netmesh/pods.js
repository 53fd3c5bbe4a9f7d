// Pods without Kubernetes: a network and a mount namespace each, wired to one bridge.
//
// A pod is held by a process that only sleeps, as Kubernetes' pause container does, and that process dies with this one
// (PR_SET_PDEATHSIG, also after kill -9). With its last process a namespace is gone, and with it its interfaces,
// addresses, iptables rules and mounts: nothing has to be uninstalled, and the host never had any of it.
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, start } from '../mesh/processes.js'
import { services } from '../mesh/topology.js'
import {
  bridgeAddress,
  clientAddress,
  gatewayAddress,
  places,
  prefixLength,
  resolvConf,
  telemetryAddress,
} from './addresses.js'
import { locate } from './needs.js'

/** The pods of the mesh, wired: the services', `gateway`, `telemetry`, `client`, and `node`, which holds the bridge. */
export async function startAllPods({ folder, envoy, programs }) {
  const wired = { gateway: gatewayAddress, telemetry: telemetryAddress, client: clientAddress }
  for (const name of Object.keys(services)) wired[name] = places[name].pod
  const pods = await Promise.all(
    ['node', ...Object.keys(wired)].map(async (name) => startPod(name, { folder, mounts: await mounts(name) })),
  )
  const byName = Object.fromEntries(pods.map((pod) => [pod.name, pod]))
  await startBridge(byName.node, folder)
  await Promise.all(Object.entries(wired).map(([name, address]) => connect(byName[name], address, byName.node, folder)))
  return byName

  async function mounts(name) {
    return {
      '/mnt/envoy': envoy.command,
      ...programs,
      '/etc/resolv.conf': await file('resolv.conf', resolvConf),
      '/etc/hosts': await file(`${name}.hosts`, `127.0.0.1 localhost\n${wired[name] ?? bridgeAddress} ${name}\n`),
      // A host's own may ask a resolver of the host before it asks DNS.
      ...(existsSync('/etc/nsswitch.conf')
        ? { '/etc/nsswitch.conf': await file('nsswitch.conf', 'hosts: files dns\n') }
        : {}),
    }
  }

  async function file(name, text) {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
}

/**
 * Starts a pod, with its own loopback and nothing else.
 * @param mounts what its programs find at a path, instead of the host's file: `{ '/etc/hosts': file }`
 * @returns `command(command, args, user?)`: how to start a program in it
 */
async function startPod(name, { folder, mounts = {} }) {
  // /mnt holds programs, as a container's image does: a sidecar's user may not be able to reach the host's folders.
  const image = Object.entries(mounts).filter(([path]) => path.startsWith('/mnt/'))
  const script = [
    'mount -t tmpfs -o mode=755 traceferry /mnt',
    ...image.map(([path]) => `: > ${path}`),
    ...Object.entries(mounts).map(([path, file]) => `mount --bind '${file}' ${path}`),
    `${locate('ip')} link set lo up`,
    'exec sleep infinity',
  ].join(' && ')
  const log = join(folder, `${name}-pause.log`)
  const holder = ['--pdeathsig', 'KILL', 'unshare', '--net', '--mount', 'sh', '-c', script]
  const pause = start(`${name}'s pause process`, 'setpriv', holder, { log })
  await until(() => comm(pause.pid) === 'sleep', pause)
  return { name, pid: pause.pid, pause, command, run: (...program) => run(...command(...program)) }

  function command(program, args, user) {
    const inside = [`--net=/proc/${pause.pid}/ns/net`, `--mount=/proc/${pause.pid}/ns/mnt`, '--']
    const as = user ? ['--reuid', String(user), '--regid', String(user), '--clear-groups'] : []
    return ['nsenter', [...inside, 'setpriv', '--pdeathsig', 'KILL', ...as, '--', program, ...args]]
  }
}

/** Lays a cable from a pod to the bridge in the pod `node`, and gives it its address. */
async function connect(pod, address, node, folder) {
  const cable = `to-${pod.name}`.slice(0, 15) // as long as an interface's name can be
  await ip(node, folder, [
    `link add ${cable} type veth peer name eth0 netns ${pod.pid}`,
    `link set ${cable} master bridge up`,
  ])
  // The default route leads nowhere but to the bridge. It has to be there: a connection to a service's address is
  // redirected to the sidecar only after a route for it has been found.
  await ip(pod, folder, [
    `address add ${address}/${prefixLength} dev eth0`,
    'link set eth0 up',
    `route add default via ${bridgeAddress}`,
  ])
}

/** The bridge that all cables lead to. It has no way out: what is not for a pod ends here. */
async function startBridge(node, folder) {
  await ip(node, folder, [
    'link add bridge type bridge forward_delay 0',
    `address add ${bridgeAddress}/${prefixLength} dev bridge`,
    'link set bridge up',
  ])
}

async function ip(pod, folder, lines) {
  const file = join(folder, `${pod.name}-${Math.random().toString(36).slice(2)}.ip`)
  await writeFile(file, `${lines.join('\n')}\n`)
  await pod.run(locate('ip'), ['-batch', file])
}

async function until(condition, program) {
  while (!condition()) {
    if (program.failure()) throw new Error(program.failure())
    await sleep(5)
  }
}

function comm(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return undefined
  }
}
