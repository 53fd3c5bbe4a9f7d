// The manifests alone, without root: the API server on this machine's loopback, for as long as it takes.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prefix } from '../mesh/start-mesh.js'
import { remove, temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { step } from '../shared/steps.js'
import { applyAll, applyCrds } from './apply-all.js'
import { startServer } from './server.js'

/** @param kubernetes the paths of binaries.js. @returns what applyAll() returns */
export async function onThisMachine(kubernetes) {
  const folder = await temporaryFolder(join(tmpdir(), `${prefix}${process.pid}-`))
  const [api, etcd, peer] = await freePorts(3)
  const command = (program, args) => [program, args]
  // The address is what it would tell its cluster; it listens on loopback alone.
  const place = { folder, command, ports: { api, etcd, peer }, address: '10.244.0.1' }
  const server = await step('Starting etcd and kube-apiserver', () => startServer(kubernetes, place))
  await applyCrds(server.kubectl)
  const overlays = await applyAll(server.kubectl)
  await Promise.all(server.programs.map((one) => one.stop()))
  remove(folder)
  return overlays
}
