// Removes what runs that were killed left in the folder for temporary files. Their processes, and with them their
// namespaces, interfaces and rules, ended when they did.
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remove } from '../shared/folders.js'
import { prefix as mesh } from './start-mesh.js'

/** @param prefix how their folders begin; the process id of their run follows */
export function sweep(prefix = mesh) {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (owner && !existsSync(`/proc/${owner}`)) remove(join(tmpdir(), name))
  }
}
