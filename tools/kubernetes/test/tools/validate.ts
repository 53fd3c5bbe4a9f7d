// The schemas of Kubernetes itself, by kubernetes-validate of PyPI, which holds them: no network once it is in the cache.
import { join } from 'node:path'
import { execa } from 'execa'
import { stringify } from 'yaml'
import { cached } from '../../../shared/cache.js'
import type { Manifest } from './manifests.ts'

const version = '1.37.0'

/** What is wrong, in its own words; strict, so that a field that Kubernetes does not know is wrong. */
export type Validate = (manifests: readonly Manifest[], kubernetes: string) => Promise<string>

/** @returns `validate`, or why there is none */
export async function findKubernetesValidate(): Promise<{ validate?: Validate; why?: string }> {
  try {
    const folder = await cached(`kubernetes-validate-${version}`, async (partial) => {
      await execa('python3', ['-m', 'venv', partial])
      const install = ['-m', 'pip', 'install', '--no-input', `kubernetes-validate==${version}`]
      await execa(join(partial, 'bin', 'python'), install)
    })
    return { validate: (manifests, kubernetes) => run(folder, manifests, kubernetes) }
  } catch (error) {
    return { why: `kubernetes-validate needs python3 with its venv module and pip: ${(error as Error).message}` }
  }
}

async function run(folder: string, manifests: readonly Manifest[], kubernetes: string): Promise<string> {
  const args = ['-m', 'kubernetes_validate', '--strict', '--quiet', '-k', kubernetes, '-']
  const input = manifests.map((one) => `---\n${stringify(one)}`).join('')
  const { all } = await execa(join(folder, 'bin', 'python'), args, { input, all: true, reject: false })
  return all
}
