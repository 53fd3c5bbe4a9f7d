// What this needs of the machine: Linux, root, and a handful of programs. Debian's apt brings the ones that are missing.
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { findEnvoy } from '../envoy/envoy-binary.js'
import { Unprepared } from '../shared/errors.js'
import { run } from '../shared/processes.js'

/** The program and the Debian package that holds it. */
const programs = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  ip: 'iproute2',
  'iptables-restore': 'iptables',
}

/**
 * Throws `Unprepared`, with the fix, if a mesh cannot be created. Installs what is missing.
 * @param command whose needs they are, and `otherwise`: what to do where they cannot be met
 */
export async function prepareMachine(
  say,
  {
    command = 'npm run tool -- mesh',
    otherwise = 'npm run demo shows the same without root, on loopback addresses.',
  } = {},
) {
  if (process.platform !== 'linux') {
    throw new Unprepared(`${command} needs Linux for its network namespaces; this is ${process.platform}.
${otherwise}`)
  }
  if (process.getuid?.() !== 0) {
    throw new Unprepared(`${command} needs root: it makes network namespaces and redirects their traffic with iptables.
Run it as root, for example with sudo. ${otherwise}`)
  }
  await install(programs, say)
}

/**
 * In a pod only the file itself can be started: no container engine, no launcher in front of it.
 * @param {(text: string) => void} say
 */
export async function findPlainEnvoy(say) {
  const envoy = await findEnvoy(say)
  if (envoy.args.length > 0) {
    throw new Unprepared('The mesh needs Envoy as a program, not as a container image. Set ENVOY_BIN to it.')
  }
  say(`Envoy ${envoy.version} (${envoy.from})`)
  return { ...envoy, command: envoy.command.includes('/') ? envoy.command : (locate(envoy.command) ?? envoy.command) }
}

/** Where a program is. The system's folders count even if the caller's PATH leaves them out. */
export function locate(program) {
  const folders = [...(process.env.PATH ?? '').split(':').filter(Boolean), '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return folders.map((folder) => join(folder, program)).find(executable)
}

/** Sees to it that all of `wanted` (program to Debian package) are there. */
export async function install(wanted, say) {
  const missing = Object.keys(wanted).filter((program) => !locate(program))
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((program) => wanted[program]))]
  if (!locate('apt-get')) throw new Unprepared(`Not installed here: ${missing.join(', ')}. Install them and try again.`)
  say(`Installing ${packages.join(', ')} with apt`)
  try {
    await apt('update')
    await apt('install', '--yes', '--no-install-recommends', ...packages)
  } catch (error) {
    throw new Unprepared(`${missing.join(', ')} not installed, and apt could not install them: ${error.message}`)
  }
}

const apt = (...args) =>
  run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300', '-q', ...args])

function executable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
