// The app under test, in a process of its own: its servers have the line, and each inbound request plays one of a client's
// plays. Its parent says which state is opened and closed, sends the requests, and is what they call.
import { createServer } from 'node:http'
import { pick } from '../clients.js'
import { loadLine } from './line.js'
import { createProbes, quiet, storage, track } from './probes.js'

const PATIENCE = 4000
const world = await new Promise((resolve) => process.once('message', resolve))
const clients = await pick(world.clients)
const line = await loadLine(world.line)
const envs = new Map()
let stuck = new Set()
const reported = new Set()

// What is opened before the line, and used: its sockets and sessions stay.
for (const client of clients) if (client.states.includes('before')) await open(client, 'before')
line.install()
const port = await listen(line.server(createServer(handle)))
const ports = new Map()
for (const client of clients) ports.set(client.name, (await client.serve?.(world, line, perform)) ?? port)

process.on('message', async ({ type, name, state }) => {
  const client = clients.find((one) => one.name === name)
  if (type === 'open' && state !== 'before') await open(client, state)
  if (type === 'close')
    await settle()
      .then(() => close(client, state))
      .then(settle)
  // Anew in the middle of all: what is under way meets a pool that closes.
  if (type === 'renew') await close(client, state).then(() => open(client, state))
  if (type === 'heap') await settle().then(() => global.gc?.())
  process.send?.({ stuck: [...stuck], heap: process.memoryUsage().heapUsed })
  stuck = new Set()
})
process.on('disconnect', () => process.exit(0))
// Libraries throw where sockets are reset; a request that never ends shows as a play that does not.
process.on('uncaughtException', (error) => report(error))
process.on('unhandledRejection', (error) => report(error))
process.send?.({
  clients: clients.map(({ name, states, objects, plays, traffic = 'http' }) => {
    return { name, states, objects, plays: plays.length, traffic, port: ports.get(name) }
  }),
})

/** Waits for all that is under way; what never ends is told. */
async function settle() {
  for (const name of await quiet()) stuck.add(name)
}

async function open(client, state) {
  const env = await client.open(world, state, line)
  envs.set(client.name + state, env)
  if (['before', 'idle'].includes(state)) await client.warm?.(env, pathOf(client, state, 'nobody', 'warm'))
}

async function close(client, state) {
  // One that cannot be closed, as undici 6's sessions at times, must not end the run.
  const patience = new Promise((resolve) => setTimeout(resolve, 1000))
  await Promise.race([client.close?.(envs.get(client.name + state)), patience])
  envs.delete(client.name + state)
}

/** The inbound request of a client under test: the path says whose play it is. */
function handle(request, response) {
  const [, name, state, n] = request.url.split('/').map(decodeURIComponent)
  const client = clients.find((one) => one.name === name)
  perform(client, state, Number(n), request.headers['x-request-id']).then(() => response.end('ok'))
}

/** Plays a client's play number `n` in a request that has this id, with an AsyncLocalStorage of the app's own around it. */
function perform(client, state, n, id, inbound = {}) {
  const probes = createProbes({ client: client.name, state, id, recorder: world.recorder, every: world.every })
  const play = client.plays[n % client.plays.length]
  const path = (how) => pathOf(client, state, id, how)
  const call = { ...probes, n, id, state, path, world, env: envs.get(client.name + state), ...inbound }
  return track(
    storage.run(id, () => inTime(client, state, play, n, () => play(call))),
    `${client.name}, ${state}: play ${n}`,
  )
}

function pathOf({ name }, state, id, how) {
  return `/${[name, state, id, how].map(encodeURIComponent).join('/')}`
}

/** A play that never ends would be no proof of anything: it is reported. */
async function inTime(client, state, play, n, fn) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(stuck.add(`${client.name}, ${state}: play ${n} ${play.name}`)), PATIENCE)
  })
  await Promise.race([Promise.resolve(fn()).catch(ignore), late])
  clearTimeout(timer)
}

// Calls fail where sockets are reset. What fails otherwise shows as a door that is never seen.
function ignore(error) {
  if (process.env.DEBUG) console.error(error)
}

function report(error) {
  const { message = String(error) } = error ?? {}
  if (reported.has(message)) return
  reported.add(message)
  console.error(`${process.version}: ${process.env.DEBUG ? error.stack : message}`)
}

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))
}
