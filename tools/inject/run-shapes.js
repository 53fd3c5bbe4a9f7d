// The pods alone, without root: the API server on this machine's loopback, for as long as it takes.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prefix } from '../mesh/start-mesh.js'
import { remove, temporaryFolder } from '../shared/folders.js'
import { step } from '../shared/steps.js'
import { startCluster } from './cluster.js'

/** Runs `work(kubectl)` on a cluster that is gone afterwards. @param emulated a version that its server is to behave as */
export async function withCluster(kubernetes, work, emulated) {
  const folder = await temporaryFolder(join(tmpdir(), `${prefix}${process.pid}-`))
  const server = await step(`Starting etcd and kube-apiserver${emulated ? `, as ${emulated}` : ''}`, () =>
    startCluster(kubernetes, folder, emulated),
  )
  try {
    return await work(server.kubectl)
  } finally {
    await Promise.all(server.programs.map((one) => one.stop()))
    remove(folder)
  }
}
