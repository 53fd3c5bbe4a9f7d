import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/**
 * Sees to it that the JavaScript of these packages is of today, for tests that start an app as a process of its own:
 * that loads what users load. What is up to date is not written again, as another test's process may be reading it.
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
