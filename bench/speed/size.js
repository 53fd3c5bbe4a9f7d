// What a contender puts into node_modules: its packages with all that they depend on.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const OURS = ['core', 'fetch', 'express']

/** `{ packages, bytes }` of a contender, read from what was installed. */
export function sizeOf(contender, peersFolder) {
  if (contender.module === 'traceferry') return ownSize()
  const names = Object.keys(contender.packages ?? {})
  return names.length === 0 ? { packages: 0, bytes: 0 } : installedSize(peersFolder, names)
}

/** `{ packages, bytes }` of packages with all that they need, in a folder in which npm has installed them. */
export function installedSize(folder, names) {
  return sum(closure(folder, names), folder)
}

/** As npm would pack them: what an adapter needs has no dependencies. */
function ownSize() {
  const packed = OURS.map((name) => {
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json'], {
      cwd: join(root, 'packages', name),
      encoding: 'utf8',
    })
    return JSON.parse(stdout)[0].unpackedSize
  })
  return { packages: OURS.length, bytes: packed.reduce((all, one) => all + one, 0) }
}

/** Folders of these packages and of all that they need, found as Node finds them: from the inside outwards. */
function closure(folder, names) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  const found = new Set()
  const visit = (from, name) => {
    const at = locate(packages, from, name)
    if (at === undefined || found.has(at)) return
    found.add(at)
    const { dependencies, optionalDependencies } = packages[at]
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(`${at}/`, next)
  }
  for (const name of names) visit('', name)
  return [...found]
}

function locate(packages, from, name) {
  for (let base = from; ; base = base.slice(0, base.lastIndexOf('node_modules/', base.length - 2))) {
    const path = `${base}node_modules/${name}`
    if (packages[path] !== undefined) return path
    if (!base.includes('node_modules/')) return undefined
  }
}

function sum(paths, folder) {
  const sizes = paths.map((path) => bytesIn(join(folder, path))).filter((bytes) => bytes > 0)
  return { packages: sizes.length, bytes: sizes.reduce((all, one) => all + one, 0) }
}

/** Without nested packages, which are counted as themselves. 0 for what this platform leaves out. */
function bytesIn(folder) {
  let bytes = 0
  for (const entry of list(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : bytesIn(path)
    else if (entry.isFile()) bytes += statSync(path).size
  }
  return bytes
}

function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
