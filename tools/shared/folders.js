// Folders for files that are not needed after this process has ended.
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'

const folders = new Set()
process.once('exit', () => {
  for (const folder of folders) remove(folder)
})

/**
 * A new folder whose path begins with `prefix`. It is removed when this process ends, unless `keep` is called.
 * @param {string} prefix
 */
export async function temporaryFolder(prefix) {
  const folder = await mkdtemp(prefix)
  folders.add(folder)
  return folder
}

/**
 * Leaves a folder where it is: its logs tell what went wrong.
 * @param {string} folder
 */
export function keep(folder) {
  folders.delete(folder)
}
/** @param {string} folder */

export function remove(folder) {
  rmSync(folder, { recursive: true, force: true })
  folders.delete(folder)
}
