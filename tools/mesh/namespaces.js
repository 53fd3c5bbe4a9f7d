// Network namespaces that stand for pods: made, wired to one bridge, and gone with the process that asked for them.
//
// A pod is held by a process that only sleeps, as Kubernetes' pause container does, and that process dies with this one
// (PR_SET_PDEATHSIG, also after kill -9). With its last process a namespace is gone, and with it its interfaces,
// addresses, iptables rules and mounts: nothing has to be uninstalled, and the host never had any of it.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, start } from '../shared/processes.js'
import { bridgeAddress, prefixLength } from './addresses.js'
import { locate } from './needs.js'

/**
 * Starts a pod, with its own loopback and nothing else.
 * @param mounts what its programs find at a path, instead of the host's file: `{ '/etc/hosts': file }`; a folder can only be put into /mnt
 * @returns `command(command, args, user?)`: how to start a program in it
 */
export async function startPod(name, { folder, mounts = {} }) {
  // /mnt holds programs, as a container's image does: a sidecar's user may not be able to reach the host's folders.
  const image = Object.entries(mounts).filter(([path]) => path.startsWith('/mnt/'))
  const script = [
    'mount -t tmpfs -o mode=755 traceferry /mnt',
    ...image.map(([path, file]) => `if [ -d '${file}' ]; then mkdir ${path}; else : > ${path}; fi`),
    ...Object.entries(mounts).map(([path, file]) => `mount --bind '${file}' ${path}`),
    `${locate('ip')} link set lo up`,
    'exec sleep infinity',
  ].join(' && ')
  const log = join(folder, `${name}-pause.log`)
  const holder = ['--pdeathsig', 'KILL', 'unshare', '--net', '--mount', 'sh', '-c', script]
  const pause = start(`${name}'s pause process`, 'setpriv', holder, { log })
  await until(() => comm(pause.pid) === 'sleep', pause)
  return { name, pid: pause.pid, pause, command, run: runIn }

  function runIn(program, args, user) {
    const [file, all] = command(program, args, user)
    return run(file, all)
  }

  /** @returns {[string, string[]]} */
  function command(program, args, user) {
    const inside = [`--net=/proc/${pause.pid}/ns/net`, `--mount=/proc/${pause.pid}/ns/mnt`, '--']
    const as = user ? ['--reuid', String(user), '--regid', String(user), '--clear-groups'] : []
    return ['nsenter', [...inside, 'setpriv', '--pdeathsig', 'KILL', ...as, '--', program, ...args]]
  }
}

/** Lays a cable from a pod to the bridge in the pod `node`, and gives it its address. */
export async function connect(pod, address, node, folder) {
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
export async function startBridge(node, folder) {
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
