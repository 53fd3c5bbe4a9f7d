import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './pages.ts'

// A folder as a reader has one, inside the workspace, so that packages are found as where they are installed.

/** Packages whose majors stand side by side here, under the names that users install. */
const ALIASES: Readonly<Record<string, string>> = {
  '@hono/node-server': 'hono-node-server2',
  'dd-trace': 'dd-trace5',
  'elastic-apm-node': 'elastic-apm-node4',
  msw: 'msw2',
  nock: 'nock14',
}

/** What `npm install` of the pages may name, besides packages in node_modules. */
export const isAlias = (name: string): boolean => name in ALIASES

export function makeFolder(where = '.cache/docs'): { path: string; remove(): void } {
  mkdirSync(join(root, where), { recursive: true })
  const path = mkdtempSync(join(root, where, 'run-'))
  for (const [name, installed] of Object.entries(ALIASES)) {
    const link = join(path, 'node_modules', name)
    mkdirSync(join(link, '..'), { recursive: true })
    symlinkSync(join(root, 'node_modules', installed), link)
  }
  // What the doctor's README looks at.
  cpSync(join(root, 'packages/doctor/test/fixtures/TF202/bad.yaml'), join(path, 'k8s/payments.yaml'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
