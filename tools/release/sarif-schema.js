// The schema of SARIF 2.1.0, from a package of Microsoft's: fetched at first, and kept in the cache.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../shared/cache.js'
import { run } from '../shared/processes.js'

const version = '1.0.0-beta.0'

/**
 * The schema, as an object.
 * @returns {Promise<Record<string, unknown>>}
 */
export async function findSarifSchema() {
  const folder = await cached(`sarif-schema-${version}`, async (partial) => {
    await run('npm', ['pack', `@microsoft/jest-sarif@${version}`, '--silent', '--pack-destination', partial])
    const file = join(partial, `microsoft-jest-sarif-${version}.tgz`)
    await run('tar', ['xzf', file, '-C', partial, 'package/lib/schemas'])
  })
  return JSON.parse(readFileSync(join(folder, 'package/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'))
}
