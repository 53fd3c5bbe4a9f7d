// The pods of the proof: for each mode as many as the largest system needs, each with iptables and an Envoy of its own,
// and one more pod, from which all of them are asked.
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { rules, sidecarUser } from '../../mesh/iptables.js'
import { connect, startBridge, startPod } from '../../mesh/namespaces.js'
import { locate } from '../../mesh/needs.js'
import { ask, startEnvoy } from '../../mesh/programs.js'
import { keep, remove, temporaryFolder } from '../../shared/folders.js'
import { isEnding } from '../../shared/processes.js'
import { modes as all } from './modes.js'
import { sidecar } from './sidecar.js'

/** How the folders of this command begin; the process id of their run follows. */
export const prefix = 'traceferry-listen-'

/**
 * @param modes names of modes, `size`: how many pods each gets, `ports` that their sidecars know
 * @param mounts folders that programs find under /mnt, where users without rights reach them
 * @returns `pods[mode]`: a list, `client`, `calls(pods)`: per port how often their sidecars `tried`
 *   to reach the app and were `refused`, `forget(pods)`: from here on they count anew, `stop()`
 */
export async function startNetwork({ envoy, modes, size, ports, mounts = {} }) {
  const folder = await newFolder()
  const places = placesOf(modes, size)
  const running = []
  try {
    const node = await open('node')
    await startBridge(node, folder)
    const pods = await Promise.all(places.map((place) => wire(node, place)))
    const of = (mode) => pods.filter((pod) => pod.mode === mode)
    return {
      folder,
      pods: Object.fromEntries(modes.map((mode) => [mode, of(mode)])),
      client: pods.find(({ name }) => name === 'client'),
      calls,
      forget,
      stop: () => stop(false),
    }
  } catch (error) {
    const isBroken = !isEnding()
    if (isBroken) error.message += `\nLogs and configurations are in ${folder}`
    await stop(isBroken)
    throw error
  }

  async function open(name) {
    const hosts = join(folder, `${name}.hosts`)
    await writeFile(hosts, hostsOf(places, name))
    const pod = await startPod(name, {
      folder,
      mounts: { '/mnt/envoy': envoy.command, ...mounts, '/etc/hosts': hosts },
    })
    running.push(pod.pause)
    return pod
  }

  async function wire(node, place) {
    const pod = Object.assign(await open(place.name), place)
    await connect(pod, pod.address, node, folder)
    const file = join(folder, `${pod.name}.rules`)
    await writeFile(file, rules)
    await pod.run(locate('iptables-restore'), [file])
    const admin = adminOf(pod.name)
    const config = sidecar(pod.name, { mode: pod.mode, ports, admin })
    running.push(await startEnvoy(pod, config, { folder, admin }))
    return pod
  }

  /** By the counters of the sidecars, since `forget`. */
  async function calls(pods) {
    const sums = {}
    for (const { name } of pods) {
      const { text } = await ask(adminOf(name), 'GET', '/stats?filter=inbound.*upstream_cx_(total|connect_fail)$')
      for (const [, port, what, count] of text.matchAll(/inbound\|(\d+)\|\|\.upstream_cx_(\w+): (\d+)/g)) {
        sums[port] ??= { port: Number(port), tried: 0, refused: 0 }
        sums[port][what === 'total' ? 'tried' : 'refused'] += Number(count)
      }
    }
    return Object.values(sums)
  }

  async function forget(pods) {
    await Promise.all(pods.map(({ name }) => ask(adminOf(name), 'POST', '/reset_counters')))
  }

  function adminOf(name) {
    return join(folder, 'admin', name)
  }

  async function stop(isBroken) {
    await Promise.all(running.map((program) => program.stop()))
    if (isBroken) keep(folder)
    else remove(folder)
  }
}

/** Only its owner looks into it, but the sidecars' user has to get to its configuration. */
async function newFolder() {
  const folder = await temporaryFolder(join(tmpdir(), `${prefix}${process.pid}-`))
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'admin'))
  await chown(join(folder, 'admin'), sidecarUser, sidecarUser)
  return folder
}

function placesOf(modes, size) {
  const places = modes.flatMap((mode, row) =>
    Array.from({ length: size }, (_, n) => ({
      name: `${all[mode].pod}-${n}`,
      mode,
      address: `10.244.0.${100 + 10 * row + n}`,
    })),
  )
  return [...places, { name: 'client', mode: modes[0], address: '10.244.0.99' }]
}

/** As kubelet writes it: localhost has two addresses, and ::1 is one of them. */
function hostsOf(places, own) {
  const fixed = '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n'
  return fixed + places.map(line).join('')

  // A pod's host name leads to its own address. Here they all have the machine's.
  function line({ name, address }) {
    return `${address} ${name}${name === own ? ` ${hostname()}` : ''}\n`
  }
}
