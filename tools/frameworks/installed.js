// Installs the packages of a framework into the cache.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../shared/cache.js'
import { run } from '../shared/processes.js'

/** The folder in which the packages of a framework are, fetched from npm if they are not there. */
export function installed({ file, packages }, say) {
  const versions = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  const key = versions.join('+').replace(/[^\w.@+-]/g, '_')
  return cached(`framework-${file.replace('.mjs', '')}-${key}`, async (folder) => {
    say(`fetching ${versions.join(' ')}`)
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...versions]
    await run('npm', install, { cwd: folder })
  })
}
