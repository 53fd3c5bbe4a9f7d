// The first program of a page: `npm init`, `npm install`, the program word for word, and one request.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeBinary } from '../runtimes/binaries.js'
import { freePorts } from '../shared/ports.js'
import { isEnding, run, start } from '../shared/processes.js'
import { faultsOfAnswer } from './answer.js'
import { environment, install } from './project.js'
import { packagesOf, programOf } from './starts.js'
import { startUpstream } from './upstream.js'

/** `{ name, page, packages, shown, seconds: { install, answer, total }, faults }` of an entry of starts.js */
export async function firstStart(one, folder, registry) {
  const code = programOf(one)
  const packages = packagesOf(code, one.packages)
  const upstream = await startUpstream()
  const [port] = await freePorts(1)
  const { command, args, env, shown } = startOf(one, port)
  mkdirSync(folder)
  writeFileSync(join(folder, '.npmrc'), registry.npmrc)
  const began = performance.now()
  let program
  let installed = began
  let faults
  try {
    await run('npm', ['init', '-y'], { cwd: folder, env: environment() })
    await install(folder, packages)
    installed = performance.now()
    // What a cluster has and this machine has not: a host called orders, and port 8080 for each.
    const here = code.replaceAll('http://orders:8080', upstream.url).replace(/(?<=listen\(|port: )8080/, String(port))
    writeFileSync(join(folder, 'app.mjs'), here)
    program = start(one.name, command, args, { log: join(folder, 'log'), cwd: folder, env })
    faults = await faultsOfAnswer(program, `http://127.0.0.1:${port}/`, upstream)
  } catch (error) {
    if (isEnding()) throw error
    faults = [error.message]
  } finally {
    await program?.stop()
    upstream.close()
  }
  const ended = performance.now()
  const seconds = {
    install: (installed - began) / 1000,
    answer: (ended - installed) / 1000,
    total: (ended - began) / 1000,
  }
  return { name: one.name, page: one.page, packages, shown, seconds, faults }
}

/** How each runtime starts a program: Bun and Deno serve what it exports. `shown` is what a reader types. */
function startOf({ runtime = 'node', flags }, port) {
  const own = flags?.() ?? []
  const ways = {
    node: { args: [...own, 'app.mjs'], shown: ['node', ...own, 'app.mjs'].join(' ') },
    bun: { args: ['run', 'app.mjs'], env: { PORT: String(port) }, shown: 'bun run app.mjs' },
    deno: {
      args: ['serve', '--allow-all', '--port', String(port), 'app.mjs'],
      shown: 'deno serve --allow-all --port 8080 app.mjs',
    },
  }
  return { command: runtimeBinary(runtime), env: {}, ...ways[runtime] }
}
