// The oracle: the API server's own code as a program (oracle/main.go), built by Go into the cache, and the schemas that it merges by.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { goMod, version } from '../kubernetes/binaries.js'
import { cached } from '../shared/cache.js'
import { Unprepared } from '../shared/errors.js'
import { run } from '../shared/processes.js'

const source = fileURLToPath(new URL('oracle/main.go', import.meta.url))

/** @returns paths: its `program`, and the `schemas` of Kubernetes. At first it builds 600 packages, for two minutes and more. */
export async function findOracle(say) {
  const digest = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 12)
  const folder = await cached(`inject-oracle-${version}-${digest}`, async (partial) => {
    say('Building the API server’s own code for policies with Go: some minutes, once')
    await writeFile(join(partial, 'go.mod'), await goMod(partial))
    await mkdir(join(partial, 'oracle'))
    await copyFile(source, join(partial, 'oracle/main.go'))
    const env = { CGO_ENABLED: '0', GOFLAGS: '-p=2 -buildvcs=false -mod=mod', GOWORK: 'off' }
    await run('nice', ['-n', '10', 'go', 'build', '-o', 'program', './oracle'], { cwd: partial, env })
  }).catch((error) => {
    throw new Unprepared(`Could not build the oracle (this needs Go 1.26 or newer): ${error.message}`)
  })
  const { stdout } = await execa('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], { cwd: folder })
  return { program: join(folder, 'program'), schemas: join(JSON.parse(stdout).Dir, 'api/openapi-spec/v3') }
}
