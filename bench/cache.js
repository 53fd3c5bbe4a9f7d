// The peers are installed beside the repository, as nothing of it depends on them.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../tools/shared/cache.js'

/** Installs these packages, at these versions, into a folder of this name, unless they are there. Gives back its path. */
export function installPeers(dependencies, say, name) {
  const folder = join(cacheFolder(), name)
  const manifest = join(folder, 'package.json')
  const wanted = `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`
  const ready = join(folder, 'ready.json')
  if (existsSync(ready) && readFileSync(ready, 'utf8') === wanted) return folder
  say(`installing ${Object.keys(dependencies).length} packages into ${folder}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(manifest, wanted)
  const done = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(`npm install failed in ${folder}:\n${done.stderr || done.error}`)
  writeFileSync(ready, wanted)
  return folder
}
