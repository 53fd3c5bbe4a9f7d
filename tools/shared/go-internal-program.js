// A program of ours that uses the internal packages of somebody's Go module: built inside a copy of it, and kept in the cache.
import { createHash } from 'node:crypto'
import { chmod, cp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cached } from './cache.js'
import { Unprepared } from './errors.js'
import { remove, temporaryFolder } from './folders.js'
import { buildGo, moduleFolder } from './go-build.js'

/**
 * Finds the program in the cache, or builds it.
 * @param {object} program
 * @param {string} program.name of what it shows, for the reader and for the cache
 * @param {string} program.module path of the module
 * @param {string} program.version of the module
 * @param {string} program.source our folder of Go files
 * @param {string} [program.tags] for the compiler, with commas: they choose among our files
 * @param {string} program.takes what the build costs, in words
 * @param {(text: string) => void} say hears how far it is
 * @returns the program's path
 */
export async function findInternalProgram({ name, module, version, source, tags = '', takes }, say) {
  const folder = await cached(`${name}-${version}-${await digestOf(source)}`, async (partial) => {
    say(`Fetching the source of ${name} ${version} with Go`)
    const copy = await temporaryFolder(join(tmpdir(), `traceferry-${name}-`))
    try {
      await cp(await moduleFolder(`${module}@${version}`), copy, { recursive: true })
      await makeWritable(copy) // as Go keeps it, nothing is
      await cp(source, join(copy, 'traceferry'), { recursive: true })
      const text = `Building ${name} ${version} with Go: ${takes}, once`
      await buildGo({ cwd: copy, command: './traceferry', out: join(partial, name), tags, text }, say)
    } finally {
      remove(copy)
    }
  }).catch((error) => {
    throw new Unprepared(`Could not build ${name} ${version} (this needs Go 1.25 or newer): ${error.message}`)
  })
  return join(folder, name)
}

/** @param {string} folder */
async function digestOf(folder) {
  const hash = createHash('sha256')
  for (const name of (await readdir(folder)).sort()) hash.update(`${name}\n`).update(await readFile(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}

/** @param {string} folder */
async function makeWritable(folder) {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
}
