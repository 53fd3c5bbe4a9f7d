// Leaves a mesh running for somebody to look at, and says how to get in.
import { join } from 'node:path'
import { gatewayAddress, gatewayPort } from './addresses.js'
import { openDoor } from './door.js'

/** Never settles: Ctrl-C ends the command, and the mesh with it. */
export async function keepRunning(mesh) {
  const url = await openGateway(mesh)
  const enter = (pod) => `nsenter --net=/proc/${pod.pid}/ns/net --mount=/proc/${pod.pid}/ns/mnt`
  console.error(`
gateway   curl -d '{"order":"1","items":["tea"]}' -H content-type:application/json ${url}/checkout
Envoys    curl --unix-socket ${join(mesh.folder, 'admin')}/orders http://admin/config_dump
logs      ${mesh.folder}
a pod     ${enter(mesh.pods.orders)} sh      (orders)
${Object.values(mesh.pods)
  .map((pod) => `          ${pod.name}: ${pod.pid}`)
  .join('\n')}

Running until Ctrl-C.`)
  await new Promise(() => {})
}

/** A port of this machine's loopback that leads to the gateway. */
async function openGateway(mesh) {
  const socket = join(mesh.folder, 'gateway.sock')
  await mesh.help(mesh.pods.client, 'door', [socket, `${gatewayAddress}:${gatewayPort}`], { socket })
  const server = await openDoor('127.0.0.1:0', socket)
  return `http://127.0.0.1:${server.address().port}`
}
