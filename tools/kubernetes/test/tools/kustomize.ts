// The real kustomize: one that is installed, kubectl's own, or one that Go builds into the cache (a minute, once).
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { cached } from '../../../shared/cache.js'

/** The newest that Go 1.26 builds: 5.8.3 wants 1.27. */
const version = 'v5.7.1'

/** Renders a folder of examples/kubernetes, such as `overlays/istio`, once. */
export type Render = (folder: string) => Promise<string>

/** @returns `render`, or why there is none */
export async function findKustomize(): Promise<{ render?: Render; why?: string }> {
  if (await runs('kustomize', 'version')) return { render: renderer('kustomize', 'build') }
  if (await runs('kubectl', 'kustomize', '--help')) return { render: renderer('kubectl', 'kustomize') }
  if (!(await runs('go', 'version'))) return { why: 'kustomize, kubectl or Go must be installed' }
  try {
    return { render: renderer(await build(), 'build') }
  } catch (error) {
    return { why: `kustomize ${version} could not be built: ${(error as Error).message}` }
  }
}

async function build(): Promise<string> {
  const folder = await cached(`kustomize-${version}`, async (partial) => {
    const env = { GOBIN: partial, GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0' } // no C compiler needed
    await execa('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${version}`], { env, cwd: partial })
  })
  return join(folder, 'kustomize')
}

function renderer(command: string, word: string): Render {
  const rendered = new Map<string, Promise<string>>()
  const render = async (folder: string): Promise<string> => {
    const { stdout } = await execa(command, [
      word,
      fileURLToPath(new URL(`../../../../examples/kubernetes/${folder}`, import.meta.url)),
    ])
    return stdout
  }
  return (folder) => {
    if (!rendered.has(folder)) rendered.set(folder, render(folder))
    return rendered.get(folder)!
  }
}

async function runs(command: string, ...args: string[]): Promise<boolean> {
  return (await execa(command, args, { reject: false })).exitCode === 0
}
