import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

// jest brings 250 packages, so it is not a dependency of the repository: it is fetched once, into the cache.
const VERSION = '30.5.2'

/** Where jest is, fetched at first; or why it is not there. */
export function jestBinary(): { path: string } | { missing: string } {
  const { TRACEFERRY_CACHE: own, XDG_CACHE_HOME: xdg } = process.env
  const folder = join(own || join(xdg || join(homedir(), '.cache'), 'traceferry'), `jest-${VERSION}`)
  const path = join(folder, 'node_modules/jest/bin/jest.js')
  if (existsSync(path)) return { path }
  mkdirSync(folder, { recursive: true })
  const args = ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', folder, `jest@${VERSION}`]
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 })
  const last = stderr?.trim().split('\n').at(-1)
  return status === 0 && existsSync(path) ? { path } : { missing: `jest ${VERSION} cannot be fetched: ${last}` }
}
