// What both databases need: Debian's packages, a user without rights, a folder, a port, an orderly end.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const isRoot = process.getuid?.() === 0
/** Debian's `nobody` and `nogroup`: neither database starts as root. */
const nobody = isRoot ? { uid: 65534, gid: 65534 } : {}
const POLICY = '/usr/sbin/policy-rc.d'

/**
 * The first of the paths that is there, after installing the package if need be. Without it: says why, and `skipped`.
 * @returns {string | undefined}
 */
export function programOf(debianPackage, find, say) {
  const skip = (why) => void say(`${debianPackage}: skipped: ${why}`)
  const found = find()
  if (found !== undefined) return found
  if (process.platform !== 'linux') return skip(`Debian's packages are for Linux, this is ${process.platform}`)
  if (!isRoot) return skip(`it is not installed; run as root, or: apt-get install ${debianPackage}`)
  if (!existsSync('/usr/bin/apt-get')) return skip('it is not installed, and there is no apt-get')
  say(`${debianPackage}: installing with apt-get`)
  // So that no server of the system's own is started; the file is the usual way to say so.
  const ours = !existsSync(POLICY)
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const apt = (...args) =>
      execFileSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        stdio: 'pipe',
      })
    apt('update')
    apt('install', '-y', '--no-install-recommends', debianPackage)
  } catch (error) {
    return skip(
      `apt-get failed: ${String(error.stderr ?? error)
        .trim()
        .split('\n')
        .at(-1)}`,
    )
  } finally {
    if (ours) rmSync(POLICY, { force: true })
  }
  return find() ?? skip('its programs are not where they are expected')
}

/** A folder for one server, which the server may write to. */
export function makeFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `traceferry-${name}-`))
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid)
  return folder
}

/** Runs a program to its end, as the server will run. */
export function prepare(program, args, folder) {
  try {
    execFileSync(program, args, { ...nobody, cwd: folder, env: environment(folder), stdio: 'pipe' })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`${program} failed: ${error.stderr ?? error}`)
  }
}

/**
 * Starts a server, waits until it takes connections, and gives what ends it and removes its folder.
 * @returns {Promise<() => Promise<void>>}
 */
export async function startServer(program, args, folder, port, signal) {
  const child = spawn(program, args, {
    ...nobody,
    cwd: folder,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-4000)
    })
  }
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async () => {
    const late = setTimeout(kill, 10_000)
    child.kill(signal)
    await ended
    clearTimeout(late)
    process.off('exit', kill)
    rmSync(folder, { recursive: true, force: true })
  }
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null || child.pid === undefined) break
    if (await answers(port)) return stop
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error(`${program} did not start: ${said}`)
}

/** Both servers greet, or answer a question, only once they are ready; before that they close the connection. */
function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    const done = (value) => {
      socket.destroy()
      resolve(value)
    }
    // PostgreSQL answers the question for TLS with one letter; MariaDB greets at once, and never reads it.
    socket.once('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])))
    socket.once('data', () => done(true))
    socket.once('error', () => done(false)).once('close', () => done(false))
    socket.setTimeout(2000, () => done(false))
  })
}

const environment = (folder) => ({ PATH: process.env.PATH, HOME: folder, TZ: 'UTC', LC_ALL: 'C' })
