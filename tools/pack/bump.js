// The same packages as their next version, to have two versions in one process.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pack } from './tarballs.js'

/** Packs the contents of tarballs again under another version. Resolves to what `pack` gives. */
export async function bump(packages, version, folder) {
  const manifests = packages.map(({ file, name, version: old }) => {
    const home = join(folder, name)
    mkdirSync(home, { recursive: true })
    execFileSync('tar', ['-xzf', file, '-C', home, '--strip-components=1'])
    for (const path of ['package.json', ...programsIn(home)]) {
      const text = readFileSync(join(home, path), 'utf8')
      writeFileSync(join(home, path), text.replaceAll(`"${old}"`, `"${version}"`))
    }
    return { folder: home, ...JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) }
  })
  return pack(folder, manifests)
}

/** All JavaScript that is published, of both module systems. */
function programsIn(home) {
  return readdirSync(join(home, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => `dist/${file}`)
}
