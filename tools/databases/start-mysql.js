// A real MariaDB for tests, from Debian's package, in a folder of its own that goes with it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../shared/ports.js'
import { makeFolder, prepare, programOf, startServer } from './debian.js'

const SERVER = '/usr/sbin/mariadbd'

/**
 * Starts MariaDB on a free port of 127.0.0.1. Resolves to { host, port, user, database, stop }, and to undefined, after
 * saying why, where it cannot be had. Nobody needs a password.
 */
export async function startMysql(say = console.log) {
  if (programOf('mariadb-server', () => (existsSync(SERVER) ? SERVER : undefined), say) === undefined) return undefined
  const folder = makeFolder('mysql')
  // The first option, or the system's own files are read.
  const data = ['--no-defaults', `--datadir=${join(folder, 'data')}`]
  const first = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve']
  prepare('/usr/bin/mariadb-install-db', [...data, ...first], folder)
  const [port] = await freePorts(1)
  const place = [`--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(folder, 'socket')}`]
  const small = ['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=16M', '--skip-name-resolve']
  const stop = await startServer(SERVER, [...data, ...place, ...small], folder, port, 'SIGTERM')
  return { host: '127.0.0.1', port, user: 'root', database: 'mysql', stop }
}
