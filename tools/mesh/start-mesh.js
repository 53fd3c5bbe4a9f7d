// The mesh: pods, wires, names, sidecars, the shop in it, and its way to the trace store.
import { chmod, chown, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { services } from '../demo/topology.js'
import { keep, remove, temporaryFolder } from '../shared/folders.js'
import { isEnding } from '../shared/processes.js'
import { bridgeAddress, records } from './addresses.js'
import { tracers } from './envoy/tracing.js'
import { sidecarUser } from './iptables.js'
import { ownSidecars } from './own-sidecars.js'
import { startAllPods } from './pods.js'
import { startApp, startHelper } from './programs.js'
import { openReceiver } from './stores/receiver.js'

const names = Object.keys(services)
const stops = new Set()

/** Ends every mesh that is still there. */
export const stopMeshes = () => Promise.all([...stops].map((stop) => stop()))

/** How the folders of this command begin; the process id of their run follows. */
export const prefix = 'traceferry-mesh-'

/**
 * Starts it all and waits until everything is ready.
 * @param {object} options
 * @param {import('../envoy/envoy-binary.js').Envoy} options.envoy
 * @param {any} [options.sidecars] who sets them and the gateway up: own-sidecars.js, or Istio
 * @param {string} options.tracer of the Envoys
 * @param {number} [options.sampling] percent
 * @param {any} [options.policies] change the outbound route to a callee
 * @param {NodeJS.ProcessEnv} [options.env] the services' environment
 * @param {(place: any) => Promise<any>} [options.openStore] where the Envoys report to (stores.js)
 * @returns see the functions in it
 */
export async function startMesh({
  envoy,
  sidecars = ownSidecars,
  tracer,
  sampling = 100,
  policies,
  env = {},
  openStore = openReceiver,
}) {
  const folder = await meshFolder()
  const programs = new Map()
  let broken = false
  stops.add(stop)
  const ends = []
  try {
    const pods = await startAllPods({ folder, envoy, programs: sidecars.programs })
    for (const pod of Object.values(pods)) programs.set(`${pod.name} pod`, pod.pause)
    await Promise.all(names.map((name) => sidecars.intercept(pods[name], folder)))
    const control = await sidecars.control(pods, { folder, tracer, sampling })
    for (const program of control.programs) programs.set(program.name, program)
    const { port } = tracers[tracer]('', sampling)
    const mesh = {
      sampling,
      envoys: ['gateway', ...names],
      folder,
      pods,
      start,
      restartApps,
      admin,
      accessLogs: sidecars.accessLogs && (() => sidecars.accessLogs(folder)),
      program,
      help,
      stop,
    }
    await help(pods.node, 'dns-server', [bridgeAddress, ...entries(control.records ?? records)], {
      port: 53,
      protocol: 'udp',
    })
    await Promise.all([
      openStore({ pod: pods.telemetry, port, folder, help, run, onStop: (end) => ends.push(end) }).then((store) => {
        mesh.store = store
      }),
      start('gateway', 'sidecar'),
      ...names.flatMap((name) => [start(name, 'sidecar'), start(name, 'app')]),
    ])
    return mesh

    /** Starts a pod's `app` or `sidecar`, for example after its `program` has ended. */
    async function start(name, part, environment = env, container = control.containers?.[name]) {
      programs.set(`${name} ${part}`, await (part === 'app' ? app(name, environment, container) : proxy(name)))
    }

    function app(name, environment, container) {
      return startApp(pods[name], { folder, env: environment, container })
    }

    function proxy(name) {
      const tracing = tracers[tracer](name, sampling)
      return sidecars.start(pods[name], { folder, admin: adminSocket(name), tracer, tracing, policies })
    }

    /** What the admin interface of a pod's Envoy answers: `{ status, text }`. */
    function admin(name, method, path) {
      return sidecars.admin(pods[name], method, path, adminSocket(name))
    }

    /** All services anew, with another environment, or as `containers` say; the sidecars stay. */
    function restartApps(environment, containers = {}) {
      return Promise.all(
        names.map(async (name) => {
          await program(name, 'app').stop()
          await start(name, 'app', environment, containers[name])
        }),
      )
    }

    function run(one) {
      programs.set(one.name, one)
    }

    async function help(pod, name, args, options) {
      programs.set(`${pod.name} ${name}`, await startHelper(pod, name, args, { folder, ...options }))
    }
  } catch (error) {
    if (!isEnding()) {
      broken = true
      keep(folder)
      error.message += `\nLogs and configurations are in ${folder}`
    }
    await stop()
    throw error
  }

  function program(name, part) {
    return programs.get(`${name} ${part}`)
  }

  function adminSocket(name) {
    return join(folder, 'admin', name)
  }

  async function stop() {
    stops.delete(stop)
    await Promise.all([...programs.values()].map((one) => one.stop()))
    for (const end of ends) end()
    if (!broken) remove(folder)
  }
}

/** Whose it is stands in its name: the next run removes it if its owner was killed. */
async function meshFolder() {
  const folder = await temporaryFolder(join(tmpdir(), `${prefix}${process.pid}-`))
  await chmod(folder, 0o755) // the sidecars' user reads its configuration here
  await mkdir(join(folder, 'admin'))
  await chown(join(folder, 'admin'), sidecarUser, sidecarUser)
  return folder
}

const entries = (record) => Object.entries(record).map(([name, value]) => `${name}=${value}`)
