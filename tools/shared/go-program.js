// A program built from source by Go, in a module of our own, and kept in the cache. For programs whose own go.mod has
// replaces: `go install` refuses those, while a module that requires such a program does not see them.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cached } from './cache.js'
import { Unprepared } from './errors.js'
import { buildGo, goEnv as env, moduleFolder } from './go-build.js'
import { run } from './processes.js'

/**
 * Finds the program in the cache, or builds it.
 * @param {object} program
 * @param {string} program.name of the program, for the reader and for the cache
 * @param {string} program.version
 * @param {string} program.command import path of its main package
 * @param {readonly string[]} program.modules what is required, its own first, each `path@version`
 * @param {readonly string[]} [program.replaces] the lines of its own go.mod that it cannot do without, each `path => path version`
 * @param {string} program.takes what the build costs, in words
 * @param {(text: string) => void} say hears how far it is
 * @returns the program's path
 */
export async function findGoProgram({ name, version, command, modules, replaces = [], takes }, say) {
  const folder = await cached(`${name}-${version}`, async (partial) => {
    /** @param {readonly string[]} args */
    const go = (args) => run('go', args, { cwd: partial, env })
    say(`Fetching the source of ${name} ${version} with Go`)
    const replaced = replaces.map((one) => `replace ${one}\n`).join('')
    await writeFile(join(partial, 'go.mod'), `module traceferry.invalid/build\n\ngo 1.25.0\n${replaced}`)
    const [main = ''] = modules
    await writeFile(join(partial, 'go.sum'), await sumsOf(main))
    for (const module of modules) await go(['get', module])
    await go(['get', command]) // what its packages need beyond the module itself, into go.sum
    const text = `Building ${name} ${version} with Go: ${takes}, once`
    await buildGo({ cwd: partial, command, out: join(partial, name), text }, say)
  }).catch((error) => {
    throw new Unprepared(`Could not build ${name} ${version} (this needs Go 1.25 or newer): ${error.message}`)
  })
  return join(folder, name)
}

/**
 * The checksums that a module comes with, and is itself checked with. The public database does not have all of them: Jaeger
 * 1.76.0 needs a go.opentelemetry.io/collector/config/configauth that it answers 404 for.
 * @param {string} module
 */
async function sumsOf(module) {
  return readFile(join(await moduleFolder(module), 'go.sum'))
}
