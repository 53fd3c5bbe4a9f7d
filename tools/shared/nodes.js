// Node's own binaries, one for each supported line, from the npm package that carries them. They are kept in the cache
// folder, outside the repository's dependencies.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.js'

/** The lines that are supported, and tested. */
export const lines = ['20', '22', '24', '26']

/** The line of the Node that runs this. */
export const major = Number(process.versions.node.split('.')[0])

const platform = `${process.platform}-${process.arch}`

/**
 * The path of a Node of this line: the one that runs this, where it fits, else one from npm (190 MB at first).
 * @param {string} line
 * @param {(text: string) => void} [say]
 */
export function nodeBinary(line, say = () => {}) {
  if (process.version.startsWith(`v${line}.`)) return process.execPath
  const folder = join(cacheFolder(), `node-${line}`)
  const binary = join(folder, 'node_modules', `node-${platform}`, 'bin', 'node')
  if (!existsSync(binary)) {
    say(`fetching Node ${line}`)
    const install = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `node-${platform}@${line}`]
    execFileSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return binary
}
