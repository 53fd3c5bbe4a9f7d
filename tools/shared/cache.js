// The folder in which downloaded programs are kept between runs, and how they get there in one piece.
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { remove, temporaryFolder } from './folders.js'

/**
 * `$TRACEFERRY_CACHE`, else the user's cache folder.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(env = process.env) {
  if (env.TRACEFERRY_CACHE) return resolve(env.TRACEFERRY_CACHE)
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'traceferry')
}

/**
 * The folder `name` in the cache, made by `fill(folder)` unless it is there. It is filled under another name and then
 * renamed: two runs at the same time, or one that is interrupted, leave no half-filled folder behind under that name.
 * @param {string} name
 * @param {(folder: string) => Promise<unknown>} fill
 */
export async function cached(name, fill) {
  const target = join(cacheFolder(), name)
  if (existsSync(target)) return target
  await mkdir(cacheFolder(), { recursive: true })
  const folder = await temporaryFolder(join(cacheFolder(), 'partial-'))
  try {
    await fill(folder)
    await rename(folder, target).catch((error) => {
      if (!existsSync(target)) throw error // else another run was faster, and its copy is as good
    })
    return target
  } finally {
    remove(folder)
  }
}
