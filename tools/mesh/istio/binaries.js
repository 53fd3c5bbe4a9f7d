// Istio itself, built from source by Go into the cache. No release of it can be had as a Go module, only this state of 1.31.
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../../shared/cache.js'
import { Unprepared } from '../../shared/errors.js'
import { run } from '../../shared/processes.js'

export const version = 'v0.0.0-20260827124520-eed52ebb66ad'
const template = 'tools/packaging/common/envoy_bootstrap.json'

/** @returns paths: `istiod`, `agent`, and Envoy's bootstrap `template`. The first time it builds for many minutes. */
export async function findIstio(say) {
  const folder = await built('istio', ['pilot/cmd/pilot-discovery', 'pilot/cmd/pilot-agent'], say, async (partial) => {
    const { stdout } = await execa('go', ['mod', 'download', '-json', `istio.io/istio@${version}`])
    await copyFile(join(JSON.parse(stdout).Dir, template), join(partial, 'envoy_bootstrap.json'))
  })
  const path = (name) => join(folder, name)
  return { istiod: path('pilot-discovery'), agent: path('pilot-agent'), template: path('envoy_bootstrap.json') }
}

/** @returns the path of `istioctl` of the same version. What the two have in common is built once for both. */
export async function findIstioctl(say) {
  return join(await built('istioctl', ['istioctl/cmd/istioctl'], say), 'istioctl')
}

/**
 * All of Istio goes through Go's own caches, so that its programs share what they have in common: most of it.
 * @param {string} name
 * @param {readonly string[]} commands
 * @param {(text: string) => void} say
 * @param {(folder: string) => Promise<void>} [more] puts what else is needed into the folder
 */
async function built(name, commands, say, more = async () => {}) {
  return cached(`${name}-${version}`, async (partial) => {
    say(`Building ${name} with Go: 10 minutes and more, 4 GB in Go’s caches, once`)
    const install = commands.map((command) => `istio.io/istio/${command}@${version}`)
    await run('env', [`GOBIN=${partial}`, 'GOFLAGS=-p=2 -buildvcs=false', 'go', 'install', ...install])
    await more(partial)
  }).catch((error) => {
    throw new Unprepared(`Could not build ${name} ${version} (this needs Go 1.26 or newer): ${error.message}`)
  })
}
