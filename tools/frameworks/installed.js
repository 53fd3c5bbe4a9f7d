// Installs the packages of a framework into the cache.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../shared/cache.js'
import { run } from '../shared/processes.js'

/** How a framework is called on the command line. */
export const keyOf = ({ file, key = file.split('/')[0].replace('.mjs', '') }) => key

/** The folder in which the packages of a framework are, fetched from npm if they are not there. */
export function installed({ file, packages, overrides = {} }, say) {
  const versions = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  // Names of folders have a limit of 255 bytes.
  const key = createHash('sha256')
    .update(versions.join('+') + Object.entries(overrides).join())
    .digest('hex')
    .slice(0, 12)
  return cached(`framework-${keyOf({ file })}-${key}`, async (folder) => {
    say(`fetching ${versions.join(' ')}`)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', overrides }))
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...versions]
    await run('npm', install, { cwd: folder })
  })
}
