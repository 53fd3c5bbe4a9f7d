// What `npm publish` would send: one tarball of each package that is not private, and what stands in it.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The manifests of all packages that are published, with their `folder`. */
export function publishable() {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter((manifest) => !manifest.private)
}

/** Packs them into a folder. Resolves to `{ name, version, manifest, file, integrity, files, unpackedSize }` of each. */
export async function pack(folder, manifests = publishable()) {
  const folders = manifests.map((manifest) => manifest.folder)
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...folders]
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root, maxBuffer: 64 << 20 })
  // npm 11 prints a list, npm 12 an object by name.
  return Object.values(JSON.parse(stdout)).map(({ name, version, filename, integrity, files, unpackedSize }) => ({
    name,
    version,
    manifest: manifests.find((manifest) => manifest.name === name),
    file: join(folder, filename),
    integrity,
    files: files.map(({ path }) => path),
    unpackedSize,
  }))
}

/** What can be imported of a package: `@traceferry/sidecar`, `@traceferry/sidecar/warnings`, ... */
export function entriesOf({ name, exports = {} }) {
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1))
}
