// Counts instructions without the processor's help, which virtual machines seldom give: QEMU's user mode, with a plugin.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../tools/shared/cache.js'

const QEMU = 'qemu-x86_64'
const COUNTER = new URL('counter.c', import.meta.url)

/** The interface versions of QEMU 6 to 10. A plugin that names the wrong one is refused. */
const VERSIONS = [1, 2, 3, 4, 5]

/** `{ command }`, the program and arguments to put before a Node, with this plugin; or `{ reason }` why there is none here. */
export function findEmulator(say, source = COUNTER) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: 'it needs Linux on x86-64' }
  for (const [program, debian] of [
    [QEMU, 'qemu-user'],
    ['cc', 'gcc'],
  ]) {
    const reason = missing(program, debian, say)
    if (reason !== undefined) return { reason }
  }
  const folder = join(cacheFolder(), 'instruction-counter')
  mkdirSync(folder, { recursive: true })
  let said = ''
  for (const version of VERSIONS) {
    const plugin = join(folder, `${basename(source.pathname, '.c')}-${version}.so`)
    execFileSync('cc', ['-shared', '-fPIC', '-O2', `-DAPI=${version}`, '-o', plugin, fileURLToPath(source)])
    const command = [QEMU, '-plugin', plugin]
    const { status, stderr } = spawnSync(QEMU, [...command.slice(1), '/bin/true'], { encoding: 'utf8' })
    if (status === 0) return { command }
    said = stderr
  }
  return { reason: `${QEMU} takes no plugin: ${said.trim()}` }
}

function missing(program, debian, say) {
  if (isThere(program)) return undefined
  if (process.getuid?.() !== 0)
    return `${program} is not installed (Debian package ${debian}), and only root can install it`
  say(`installing ${debian}`)
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', debian],
  ])
    spawnSync('apt-get', args, { stdio: 'ignore' })
  return isThere(program) ? undefined : `${program} could not be installed (Debian package ${debian})`
}

function isThere(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}
