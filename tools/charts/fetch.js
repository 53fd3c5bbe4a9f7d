// Brings modules and the helm program into the cache folder, with Go's own tools: checked against its checksum database.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../shared/cache.js'
import { helm } from './modules.js'

const environment = {
  ...process.env,
  GOMODCACHE: join(cacheFolder(), 'go-mod'),
  GOFLAGS: '-modcacherw -buildvcs=false',
}

/** Whether Go is installed: without it nothing here can be fetched. */
export function hasGo() {
  return spawnSync('go', ['version']).status === 0
}

/** The folder of a module, fetched at first. Throws with Go's own words when it cannot be had. */
export function moduleFolder(module) {
  const { stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', module], {
    env: environment,
    cwd: cacheFolder(),
    encoding: 'utf8',
  })
  const { Dir, Error: problem } = JSON.parse(stdout || '{}')
  if (Dir === undefined) throw new Error(`cannot fetch ${module}: ${problem ?? stderr}`)
  return Dir
}

/** The helm program, built at first: some minutes and 600 MB of build cache. */
export function helmProgram(say) {
  return goProgram('helm', helm, say)
}

/** A program of a Go module, built at first. */
export function goProgram(name, path, say) {
  const program = join(cacheFolder(), 'bin', name)
  if (!existsSync(program)) {
    say(`building ${name} (minutes, once)`)
    execFileSync('go', ['install', path], {
      env: { ...environment, GOBIN: join(cacheFolder(), 'bin'), GOCACHE: join(cacheFolder(), 'go-build') },
      cwd: cacheFolder(),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  return program
}
