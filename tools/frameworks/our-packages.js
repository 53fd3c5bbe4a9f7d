// Puts our packages beside those of a framework, as npm would.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/**
 * Copies what our packages publish into a folder's node_modules. Links would not do: bundlers take a linked package for a part of the
 * app, and `npm install` in that folder would follow the link and clean up behind it.
 * @param {string} folder
 */
export function copyOurPackages(folder) {
  const scope = join(folder, 'node_modules/@traceferry')
  rmSync(scope, { recursive: true, force: true })
  for (const name of readdirSync(packages)) {
    const from = join(packages, name)
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
    if (manifest.private) continue
    const parts = ['package.json', ...manifest.files].filter((part) => existsSync(join(from, part)))
    for (const part of parts) cpSync(join(from, part), join(scope, name, part), { recursive: true })
  }
}
