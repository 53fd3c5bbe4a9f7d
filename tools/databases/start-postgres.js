// A real PostgreSQL for tests, from Debian's package, in a folder of its own that goes with it.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../shared/ports.js'
import { makeFolder, prepare, programOf, startServer } from './debian.js'

const VERSIONS = '/usr/lib/postgresql'

/** Debian keeps the server's programs out of the PATH, one folder for each version. */
function programs() {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((version) => join(VERSIONS, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')))
}

/**
 * Starts PostgreSQL on a free port of 127.0.0.1. Resolves to { host, port, user, database, stop }, and to undefined,
 * after saying why, where it cannot be had. Nobody needs a password.
 */
export async function startPostgres(say = console.log) {
  const bin = programOf('postgresql', programs, say)
  if (bin === undefined) return undefined
  const folder = makeFolder('postgres')
  const data = join(folder, 'data')
  const user = 'postgres'
  prepare(join(bin, 'initdb'), ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-sync'], folder)
  const [port] = await freePorts(1)
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', `unix_socket_directories=${folder}`]
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  // SIGINT: end now, in good order. SIGTERM would wait for the last client.
  const stop = await startServer(join(bin, 'postgres'), args, folder, port, 'SIGINT')
  return { host: '127.0.0.1', port, user, database: 'postgres', stop }
}
