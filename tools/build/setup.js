// Makes a checkout ready to run: dependencies as the lock file names them, and the packages compiled.
// Needs nothing but Node, so that `npm run demo` and `npm test` work on a fresh clone. Quick when all is up to date.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const lock = join(root, 'package-lock.json')
const installed = join(root, 'node_modules', '.package-lock.json')

function run(title, command, args) {
  const started = Date.now()
  process.stderr.write(`${title} ... `)
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (done.status === 0) return process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`)
  process.stderr.write(`failed\n${done.stdout ?? ''}${done.stderr ?? done.error}\n`)
  process.exit(done.status || 1)
}

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  run('Installing dependencies', 'npm', ['ci', '--no-audit', '--no-fund'])
}
const tsc = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
run('Compiling the packages', process.execPath, [join(dirname(tsc), 'bin', 'tsc'), '-b'])
run('Bundling the packages', process.execPath, [join(root, 'tools/build/bundle.js')])
