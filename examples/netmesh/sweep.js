// Removes what runs that were killed left in the folder for temporary files. Their processes, and with them their
// namespaces, interfaces and rules, ended when they did.
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remove } from '../mesh/folders.js'
import { prefix } from './start-mesh.js'

export function sweep() {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (owner && !existsSync(`/proc/${owner}`)) remove(join(tmpdir(), name))
  }
}
