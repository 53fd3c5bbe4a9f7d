// The shop in its mesh: every service, a sidecar for each, and the gateway in front.
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gatewayConfig, sidecarConfig } from '../envoy/envoy-config.js'
import { commandOn } from '../runtimes/shop.js'
import { Unprepared } from '../shared/errors.js'
import { keep, remove, temporaryFolder } from '../shared/folders.js'
import { isEnding, start } from '../shared/processes.js'
import { front, plan } from './topology.js'

const onNode = (name) => [process.execPath, [script(name)]]
const script = (name) => fileURLToPath(new URL(`../../examples/shop/services/${name}.js`, import.meta.url))

/**
 * Starts it all and waits until everything is ready.
 * @param tracing one of tracers.js, with the collector's port; `runtimes`: services on Bun, Deno and workerd
 * @returns `gateway` and `admins`: their URLs; `stop()` ends it and removes its logs
 */
export async function startShop(options, attempts = 3) {
  try {
    return await tryToStart(options)
  } catch (error) {
    // A port can be lost between the moment it was found free and the moment its program listens on it.
    if (attempts > 1 && /EADDRINUSE|Address already in use/i.test(error.message))
      return startShop(options, attempts - 1)
    throw error
  }
}

const lostPort = (error) => /EADDRINUSE|Address already in use/i.test(error.message)

async function tryToStart({ envoy, traceferry, tracing, runtimes }) {
  const { gateway, sidecars } = await plan()
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-'))
  const programs = []
  const stop = async () => {
    await Promise.all(programs.map((program) => program.stop()))
    remove(folder)
  }
  const open = async (name, readyUrl, command, args, env) => {
    const program = start(name, command, args, { log: join(folder, `${name}.log`), env })
    programs.push(program)
    await ready(program, readyUrl, folder)
  }
  const openEnvoy = async ({ name, admin }, config) => {
    const file = join(folder, `${name}-envoy.json`)
    await writeFile(file, JSON.stringify(config, undefined, 2))
    const args = [...envoy.args, '-c', file, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning']
    await open(`${name}-envoy`, `http://127.0.0.1:${admin}/ready`, envoy.command, args)
  }
  const openService = (sidecar) => {
    const env = { ...environment(sidecar), TRACEFERRY: traceferry ? 'on' : 'off' }
    const [command, args] = runtimes ? commandOn(sidecar.name, script(sidecar.name), folder, env) : onNode(sidecar.name)
    return open(sidecar.name, `http://127.0.0.1:${sidecar.app}/healthz`, command, args, env)
  }
  try {
    await Promise.all([
      ...sidecars.flatMap((sidecar) => [openService(sidecar), openEnvoy(sidecar, sidecarConfig(sidecar, tracing))]),
      openEnvoy(gateway, gatewayConfig(gateway, front, tracing)),
    ])
  } catch (error) {
    await Promise.all(programs.map((program) => program.stop()))
    if (!isEnding() && !lostPort(error)) keep(folder)
    throw error
  }
  const admins = Object.fromEntries([gateway, ...sidecars].map((one) => [one.name, `http://127.0.0.1:${one.admin}`]))
  return { gateway: `http://127.0.0.1:${gateway.port}`, admins, stop }
}

function environment({ app, outbound }) {
  const urls = Object.entries(outbound).map(([callee, { port }]) => [
    `${callee.toUpperCase()}_URL`,
    `http://127.0.0.1:${port}`,
  ])
  return { PORT: String(app), HOST: '127.0.0.1', ...Object.fromEntries(urls) }
}

async function ready(program, url, folder) {
  const deadline = Date.now() + 60_000
  while (!program.failure() && Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (answer?.ok) return
    await sleep(50)
  }
  const reason = program.failure() ?? `${program.name}: not ready after 60 s`
  throw new Unprepared(`${reason}\nLogs and configurations are in ${folder}`)
}
