// An app with the file of our recipe, built, its output copied to a folder of its own, the rest thrown away; then as many requests
// at once as it takes to mix them up.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answering } from '../pack/answer.js'
import { build, environment, install } from '../pack/project.js'
import { canaries, faultsOf, startUpstream } from '../pack/upstream.js'
import { nodeBinary } from '../shared/nodes.js'
import { freePorts } from '../shared/ports.js'
import { start } from '../shared/processes.js'

const REQUESTS = 60
const CALLS = 2 // of each request
const root = fileURLToPath(new URL('../../', import.meta.url))

/** Builds the app and copies what it has built to `target`. */
export async function buildApp(app, folder, target, npmrc) {
  cpSync(join(root, 'tools/anywhere/apps', app.name), folder, { recursive: true })
  writeFileSync(join(folder, '.npmrc'), npmrc)
  for (const { file, code } of recipe(app.page)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), code)
  }
  const env = { ...environment(app.node), NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' }
  await install(folder, ['@traceferry/register'], env)
  await build(folder, env)
  cpSync(join(folder, app.output), target, { recursive: true, verbatimSymlinks: true })
  rmSync(folder, { recursive: true })
}

/** Starts the copy in a folder that is not its own; resolves to what was wrong with the calls. */
export async function askApp(app, target, env = {}) {
  const upstream = await startUpstream()
  const [port] = await freePorts(1)
  const program = start(app.name, nodeBinary(app.node ?? '20'), [join(target, app.start)], {
    log: `${target}.log`,
    cwd: dirname(target),
    env: {
      ...environment(app.node),
      PORT: `${port}`,
      HOST: '127.0.0.1',
      HOSTNAME: '127.0.0.1',
      ORDERS_URL: upstream.url,
      ...env,
    },
  })
  try {
    await answering(program, `http://127.0.0.1:${port}/not-there`)
    upstream.calls.length = 0
    const wanted = Array.from({ length: REQUESTS }, canaries)
    await Promise.all(wanted.map((headers, n) => fetch(`http://127.0.0.1:${port}${app.path}?n=${n}`, { headers })))
    const missing = wanted.length * CALLS - upstream.calls.length
    const faults = upstream.calls.flatMap((call) => faultsOf(call, wanted[call.path.slice(1)]))
    return missing === 0 ? faults : [...faults, `${missing} calls did not come`]
  } finally {
    await program.stop()
    upstream.close()
  }
}

/** The files that the page tells to add to an app: its programs begin with their names. The app of the page itself is `first-use`'s. */
function recipe(page) {
  const [text] = readFileSync(join(root, page), 'utf8').split('\n## A whole app')
  return [...text.matchAll(/^```js\n(\/\/ (\S+)\n[\s\S]*?)^```$/gm)].map(([, code, file]) => ({ file, code }))
}
