// Bun, Deno and workerd from the npm packages that carry them, kept in the cache folder.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../shared/cache.js'

const cpu = process.arch === 'arm64' ? 'arm64' : 'x64'
const darwin = process.platform === 'darwin'

/** The versions that are tested. */
export const runtimes = {
  bun: {
    version: '1.4.5',
    name: `@oven/bun-${darwin ? 'darwin' : 'linux'}-${cpu === 'arm64' ? 'aarch64' : 'x64'}`,
    file: 'bin/bun',
  },
  deno: {
    version: '2.9.6',
    name: `@deno/${darwin ? 'darwin' : 'linux'}-${cpu}${darwin ? '' : '-glibc'}`,
    file: 'deno',
  },
  workerd: {
    version: '1.20261117.1',
    name: `@cloudflare/workerd-${darwin ? 'darwin' : 'linux'}-${cpu === 'arm64' ? 'arm64' : '64'}`,
    file: 'bin/workerd',
  },
}

/**
 * The path of a runtime's binary; it is fetched first where it is not there (40 to 50 MB).
 * @param {string} runtime
 * @param {(text: string) => void} [say]
 */
export function runtimeBinary(runtime, say = () => {}) {
  if (runtime === 'node') return process.execPath
  const { version, name, file } = runtimes[runtime]
  const folder = join(cacheFolder(), `${runtime}-${version}`)
  const binary = join(folder, 'node_modules', name, file)
  if (!existsSync(binary)) {
    say(`fetching ${runtime} ${version}`)
    const install = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`]
    execFileSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return binary
}

/** How a runtime is shown: with its version. */
export function titleOf(runtime) {
  const names = { node: 'Node.js', bun: 'Bun', deno: 'Deno', workerd: 'workerd' }
  return `${names[runtime]} ${runtimes[runtime]?.version ?? process.versions.node}`
}
