// Compiles packages for tests that run the built JavaScript.
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/**
 * Compiles these packages if their JavaScript is older than their source. Tests that start an app in its own process need it,
 * because such an app loads what users load. Never rewrites current files, because another test's process may be reading them.
 */
export function compile(...names: readonly string[]): void {
  const stale = names.filter((name) => {
    const folder = join(root, 'packages', name)
    const built = statSync(join(folder, 'dist/index.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0
    const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    return sources.some((file) => statSync(join(folder, 'src', file)).mtimeMs > built)
  })
  if (stale.length === 0) return
  execFileSync(process.execPath, [join(root, 'tools/build/bundle.js'), ...stale], { cwd: root, stdio: 'pipe' })
}
