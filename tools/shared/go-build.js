// Fetches modules and compiles programs with Go, and says how far it is.
import { execa } from 'execa'
import { run } from './processes.js'

/** Two packages at a time: each of Go's compilers takes a core, its linker up to 3 GB. */
export const goEnv = { GOFLAGS: '-p=2 -buildvcs=false -mod=mod', GOWORK: 'off', CGO_ENABLED: '0' }

/**
 * @param {object} build
 * @param {string} build.cwd a folder in the module that the build belongs to
 * @param {string} build.command import path of the main package
 * @param {string} build.out the file to write
 * @param {string} [build.tags] with commas
 * @param {string} build.text what is built and what it costs, for the reader
 * @param {(text: string) => void} say hears how far it is
 */
export async function buildGo({ cwd, command, out, tags = '', text }, say) {
  let all = 0
  await run('go', ['list', '-deps', '-tags', tags, command], {
    ...{ cwd, env: goEnv },
    onLine: () => {
      all += 1
    },
  })
  say(text)
  let compiled = 0 // -v prints each package that is compiled, and none that an earlier build left compiled
  await run('go', ['build', '-v', '-trimpath', '-tags', tags, '-o', out, command], {
    ...{ cwd, env: goEnv },
    onLine: () => {
      compiled += 1
      say(`${text}. Package ${compiled} of at most ${all}`)
    },
  })
}

/**
 * Where a module is, which is fetched if it is not there yet. Nothing there may be changed.
 * @param {string} module `path@version`
 * @returns {Promise<string>} its folder
 */
export async function moduleFolder(module) {
  const { stdout } = await execa('go', ['mod', 'download', '-json', module], { env: goEnv })
  return JSON.parse(stdout).Dir
}
