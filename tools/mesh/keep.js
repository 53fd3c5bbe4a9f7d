// Leaves a mesh running for inspection and says how to get in.
import { join } from 'node:path'
import { gatewayAddress, gatewayPort } from './addresses.js'
import { openDoor } from './door.js'

/** @returns `gateway`: the URL, on this machine's loopback, of a door to it; `folder` of logs; `pods`: a process id in each */
export async function openUp(mesh) {
  const socket = join(mesh.folder, 'gateway.sock')
  await mesh.help(mesh.pods.client, 'door', [socket, `${gatewayAddress}:${gatewayPort}`], { socket })
  const server = await openDoor('127.0.0.1:0', socket)
  const pods = Object.fromEntries(Object.values(mesh.pods).map(({ name, pid }) => [name, pid]))
  return { gateway: `http://127.0.0.1:${server.address().port}`, folder: mesh.folder, pods }
}

/** For a reader. */
export function howToReach({ gateway, folder, pods }) {
  const { orders } = pods
  return `
gateway   curl -d '{"order":"1","items":["tea"]}' -H content-type:application/json ${gateway}/checkout
Envoys    curl --unix-socket ${join(folder, 'admin')}/orders http://admin/config_dump
logs      ${folder}
a pod     nsenter --net=/proc/${orders}/ns/net --mount=/proc/${orders}/ns/mnt sh      (orders)
${Object.entries(pods)
  .map(([name, pid]) => `          ${name}: ${pid}`)
  .join('\n')}

Running until Ctrl-C.`
}
