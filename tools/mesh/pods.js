// Pods without Kubernetes: a network and a mount namespace each, wired to one bridge.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { services } from '../demo/topology.js'
import { bridgeAddress, clientAddress, gatewayAddress, places, resolvConf, telemetryAddress } from './addresses.js'
import { connect, startBridge, startPod } from './namespaces.js'

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
