// The CRDs of Istio and the Gateway API, as their Go modules carry them.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../shared/cache.js'

/** A file or folder of each module. */
const sources = {
  'istio.yaml': { module: 'istio.io/api@v1.31.1', path: 'kubernetes/customresourcedefinitions.gen.yaml' },
  // All of the standard channel: with a part of it istiod waits for the rest and never starts.
  'gateway.yaml': { module: 'sigs.k8s.io/gateway-api@v1.6.0', path: 'config/crd/standard' },
}

/** @returns the paths of their files, fetched into the cache at first */
export async function findCrds() {
  const names = Object.values(sources).map(({ module }) => module.replace(/^.*\//, '').replace('@', '-'))
  const folder = await cached(`crds-${names.join('-')}-standard`, fetchAll)
  return Object.keys(sources).map((name) => join(folder, name))
}

async function fetchAll(folder) {
  for (const [name, { module, path }] of Object.entries(sources)) {
    const { stdout } = await execa('go', ['mod', 'download', '-json', module], { cwd: folder })
    const texts = await textsAt(join(JSON.parse(stdout).Dir, path))
    await writeFile(join(folder, name), texts.join('\n---\n'))
  }
}

async function textsAt(path) {
  if ((await stat(path)).isFile()) return [await readFile(path, 'utf8')]
  const names = (await readdir(path)).filter((name) => name.startsWith('gateway.networking.k8s.io_'))
  return Promise.all(names.map((name) => readFile(join(path, name), 'utf8')))
}
