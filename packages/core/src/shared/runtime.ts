// Which runtime this is.
import { printable } from './printable.ts'

/** The runtimes that we know. `other`: one that we have never tested. */
export type Runtime = 'node' | 'bun' | 'deno' | 'workerd' | 'other'

interface Versions {
  readonly bun?: string
  readonly deno?: string
  readonly node?: string
}

// Bun, Deno and workerd all also say that they are Node, so Node comes last.
const versions: Versions = process.versions ?? {}
const agent = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ?? ''

/** Where this code runs. Cloudflare Workers are workerd, both locally and in the cloud. */
export const runtime: Runtime = runtimeOf()

function runtimeOf(): Runtime {
  if (agent === 'Cloudflare-Workers') return 'workerd'
  if (versions.bun !== undefined) return 'bun'
  if (versions.deno !== undefined) return 'deno'
  return versions.node === undefined ? 'other' : 'node'
}

/** The runtime and its version, for messages. */
export function runtimeName(): string {
  const names = { node: 'Node.js', bun: 'Bun', deno: 'Deno', workerd: 'workerd', other: agent || 'an unknown runtime' }
  const version = versions[runtime as keyof Versions]
  return printable(version === undefined ? names[runtime] : `${names[runtime]} ${version}`)
}
