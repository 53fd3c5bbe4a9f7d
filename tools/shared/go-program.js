// A program built from source by Go, in a module of our own, and kept in the cache. For programs whose own go.mod has
// replaces: `go install` refuses those, while a module that requires such a program does not see them.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from './cache.js'
import { Unprepared } from './errors.js'
import { run } from './processes.js'

// Two packages at a time: each of Go's compilers takes a core, its linker up to 3 GB.
const env = { GOFLAGS: '-p=2 -buildvcs=false -mod=mod', GOWORK: 'off', CGO_ENABLED: '0' }

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
    /**
     * @param {readonly string[]} args
     * @param {(line: string) => void} [onLine]
     */
    const go = (args, onLine) => run('go', args, { cwd: partial, env, onLine })
    say(`Fetching the source of ${name} ${version} with Go`)
    const replaced = replaces.map((one) => `replace ${one}\n`).join('')
    await writeFile(join(partial, 'go.mod'), `module traceferry.invalid/build\n\ngo 1.25.0\n${replaced}`)
    const [main = ''] = modules
    await writeFile(join(partial, 'go.sum'), await sumsOf(main))
    for (const module of modules) await go(['get', module])
    await go(['get', command]) // what its packages need beyond the module itself, into go.sum
    let all = 0
    await go(['list', '-deps', command], () => {
      all += 1
    })
    const text = `Building ${name} ${version} with Go: ${takes}, once`
    say(text)
    let compiled = 0 // -v prints each package that is compiled, and none that an earlier build left compiled
    await go(['build', '-v', '-trimpath', '-o', join(partial, name), command], () => {
      compiled += 1
      say(`${text}. Package ${compiled} of at most ${all}`)
    })
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
  const { stdout } = await execa('go', ['mod', 'download', '-json', module], { env })
  return readFile(join(JSON.parse(stdout).Dir, 'go.sum'))
}
