import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cacheFolder } from '../../../../tools/shared/cache.js'

// Where a server comes from: the PATH, the cache, or its publisher. A test without its server says why.

export type Found = { readonly at: string; readonly reason?: never } | { readonly reason: string; readonly at?: never }

/** The first of these places that has the server; else why each does not have it. */
export function find(name: string, ...places: (() => string)[]): Found {
  const reasons: string[] = []
  for (const place of places) {
    try {
      return { at: place() }
    } catch (error) {
      reasons.push((error as Error).message.split('\n')[0] as string)
    }
  }
  return { reason: `no ${name} here: ${reasons.join('; ')}` }
}

/** A program on the PATH. */
export const onPath = (program: string) => () => {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' })
  if (stdout === '') throw new Error(`${program} is not on the PATH`)
  return stdout.trim()
}

/** A program out of Debian's packages, which only root can install. */
export const fromDebian = (name: string, program: string) => () => {
  if (process.getuid?.() !== 0) throw new Error('only root can install it')
  // Two tests may install at the same time: the second waits for the first.
  const patient = ['-qq', '-o', 'DPkg::Lock::Timeout=300']
  run('apt-get', [...patient, 'update'])
  run('apt-get', [...patient, 'install', '-y', name])
  return onPath(program)()
}

/** A program that Go's tool chain compiles, kept in the cache. */
export const fromGo = (module: string, version: string, program: string) => () => {
  const folder = cached(`${program}-${version}`, (partial) => run('go', ['install', `${module}@${version}`], partial))
  return join(folder, program)
}

/** The folder with the jars of a program and of all that it needs, out of Maven Central, kept in the cache. */
export const fromMaven = (group: string, artifact: string, version: string) => () => {
  run('java', ['-version'])
  return cached(`${artifact}-${version}`, (partial) => {
    const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'
    const name = `${group}:${artifact}:${version}`
    const pom = join(partial, `${artifact}-${version}.pom`)
    // The program itself, then what its own page at Maven Central says it needs.
    run('mvn', ['-q', '-B', `${plugin}:copy`, `-Dartifact=${name}`, `-DoutputDirectory=${partial}`])
    run('mvn', ['-q', '-B', `${plugin}:copy`, `-Dartifact=${name}:pom`, `-DoutputDirectory=${partial}`])
    const scope = '-DincludeScope=runtime'
    run('mvn', ['-q', '-B', '-f', pom, `${plugin}:copy-dependencies`, scope, `-DoutputDirectory=${partial}`])
  })
}

/** The entry of a package that has to be compiled for this Node, kept in the cache: minutes at first. */
export const fromNpm = (name: string, version: string) => () => {
  const abi = process.versions.modules
  const folder = cached(`${name}-${version}-abi${abi}`, (partial) =>
    run('npm', ['install', '--no-audit', '--no-fund', '--prefix', partial, `${name}@${version}`]),
  )
  return createRequire(join(folder, 'package.json')).resolve(name)
}

/** Filled under another name and then renamed: two runs at once, or one that is broken off, leave nothing half-filled. */
function cached(name: string, fill: (folder: string) => void): string {
  const folder = join(cacheFolder(), name)
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}`
  mkdirSync(partial, { recursive: true })
  try {
    fill(partial)
    renameSync(partial, folder)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(folder)) throw error // else another run was faster, and its copy is as good
  }
  return folder
}

function run(command: string, args: readonly string[], bin?: string): void {
  const env = bin === undefined ? process.env : { ...process.env, GOBIN: bin }
  try {
    execFileSync(command, args, { stdio: 'pipe', env, maxBuffer: 64 << 20 })
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer }
    if (code === 'ENOENT') throw new Error(`${command} is not installed`)
    throw new Error(
      `${command} failed: ${String(stderr ?? error)
        .trim()
        .split('\n')
        .pop()}`,
    )
  }
}
