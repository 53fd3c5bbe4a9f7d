// What an app under test does in a door: it notes what an AsyncLocalStorage of its own has there, and makes a call.
import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent, get } from 'node:http'
import { readDoors } from '../doors.js'
import { pathOf, verdictOf } from '../world/ledger.js'

const { doors } = readDoors()

/** The control: what an app's own storage has in a door, without help. */
export const storage = new AsyncLocalStorage()

// Only for calls from doors, and without a limit: they never wait, and no call waits for them.
const agent = new Agent({ keepAlive: true })

// What is under way, with its name.
const open = new Map()
const PATIENCE = 10_000
let lastChange = Date.now()

/**
 * Resolves when nothing has happened for a while: no call of a door is under way, and no play. What does not end, since its library has
 * thrown on the way, is given up and named.
 */
export async function quiet() {
  while (open.size > 0 || Date.now() - lastChange < 40) {
    if (Date.now() - lastChange > PATIENCE) return giveUp()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return []
}

function giveUp() {
  const names = [...open.values()]
  open.clear()
  return names
}

/** Keeps `quiet` waiting until the promise has settled. */
export function track(promise, name) {
  open.set(promise, name)
  const done = () => {
    open.delete(promise)
    lastChange = Date.now()
  }
  promise.then(done, done)
  return promise
}

/** The doors of an object, as the types have them. */
export function doorsOf(object) {
  return Object.keys(doors[object] ?? {})
}

// The first time, and once more: a second `data` comes from another place than the first.
const TIMES = 2

/** The probes of one request: { tell, probe, listen }. */
export function createProbes({ client, state, id, recorder, every }) {
  const told = new Map()
  let calls = 0

  /** A call from here. */
  function tell(object, door) {
    const name = `${object} ${door}`
    const times = told.get(name) ?? 0
    if (times >= TIMES) return
    told.set(name, times + 1)
    const als = verdictOf(storage.getStore(), id)
    const via = every > 0 && ++calls % every === 0 ? 'fetch' : 'node:http'
    const path = pathOf({ client, state, door: name, id, als, via })
    track(via === 'fetch' ? viaFetch(recorder, path) : viaHttp(recorder, path), `a call by ${via} from ${name}`)
  }

  /** A callback that tells, and then does what `fn` does. */
  function probe(object, door, fn) {
    return /** @this {any} */ function (...args) {
      tell(object, door)
      return fn?.apply(this, args)
    }
  }

  /** Listens to every event that the types know of this object, but for some. */
  function listen(emitter, object, ...except) {
    for (const door of doorsOf(object)) {
      const [, event] = /^on\((.*)\)$/.exec(door) ?? []
      if (event !== undefined && !except.includes(event)) emitter.on(event, () => tell(object, door))
    }
    return emitter
  }

  return { tell, probe, listen }
}

function viaHttp(port, path) {
  /** @type {Promise<void>} */
  const called = new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path, agent }, (answer) => answer.resume().on('close', resolve)).on('error', fail)
    function fail(error) {
      console.error(`a call from a door failed: ${error.message}`)
      resolve()
    }
  })
  return called
}

function viaFetch(port, path) {
  return fetch(`http://127.0.0.1:${port}${path}`).then(
    (answer) => answer.arrayBuffer(),
    (error) => console.error(`a call from a door failed: ${error.cause?.message ?? error.message}`),
  )
}
