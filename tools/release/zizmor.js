// zizmor, the linter for what workflows give away: from PyPI, in a folder of its own in the cache.
import { join } from 'node:path'
import { cached } from '../shared/cache.js'
import { run } from '../shared/processes.js'

const version = '1.32.0'

/** The path of its binary, which is fetched at first. */
export async function findZizmor() {
  const folder = await cached(`zizmor-${version}`, async (partial) => {
    await run('python3', ['-m', 'venv', partial])
    const wheels = ['--no-input', '--only-binary', ':all:', '--no-deps']
    await run(join(partial, 'bin', 'python'), ['-m', 'pip', 'install', ...wheels, `zizmor==${version}`])
  })
  return join(folder, 'bin', 'zizmor')
}
