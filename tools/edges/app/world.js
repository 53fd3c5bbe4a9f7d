// What a call finds around it: where it goes, what is made of its description, and the log of what happens to it.
import { errorText, stateOf } from './log.js'
import { headersOf } from './shapes.js'

/** { world, lines, end }: `lines` is what has happened, `end` clears up. */
export function worldFor(call, address, ports, modules) {
  const lines = []
  const log = (line) => lines.push(line)
  log.error = (what, error) => log(`${what} ${errorText(error)}`)
  const states = []
  const cleaning = []

  const world = {
    address,
    ports,
    modules,
    log,
    target: (server) => ({ host: call.host === '127.x' ? address : call.host, port: ports[server] }),
    // Every name leads to the address of the call.
    lookup(name, options, callback) {
      log(`lookup ${name}`)
      if (options.all) setImmediate(callback, null, [{ address, family: 4 }])
      else setImmediate(callback, null, address, 4)
    },
    headers(made, Headers) {
      try {
        const headers = headersOf(made, { Headers })
        // Handed over once, it is used up: how far is not compared.
        if (made.shape === 'another iterator') call.twice = false
        world.look('headers', /prox|iter|generator|Headers|Map|Set/.test(made.shape) ? 'odd' : undefined, headers)
        return headers
      } catch (error) {
        // Headers refuses what is illegal by itself; then the call goes without.
        log.error('making headers', error)
        return undefined
      }
    },
    /** Notes an object of the caller's, to be looked at again when the call is over. */
    look(name, kind, object) {
      if (['odd', 'proxy', 'getters', 'turning getters'].includes(kind)) return
      states.push([name, object, stateOf(object)])
    },
    options: (kind, object) => optionsAs(kind, object),
    signal: signalAs,
    raise(where) {
      throw Object.assign(new RangeError(`thrown by ${where} of the caller`), { log })
    },
    atEnd: (step) => cleaning.push(step),
    builtIn: () => builtInFor(world),
  }

  async function end() {
    for (const [name, object, before] of states)
      if (stateOf(object) !== before) log(`${name} changed from ${before} to ${stateOf(object)}`)
    for (const step of cleaning) await step()
  }
  return { world, lines, end }
}

class Options {}

function optionsAs(kind, object) {
  switch (kind) {
    case 'frozen':
      return Object.freeze(object)
    case 'null prototype':
      return Object.assign(Object.create(null), object)
    case 'class':
      return Object.assign(new Options(), object)
    case 'inherited':
      return Object.create(object)
    case 'proxy':
      return new Proxy(object, {})
    case 'getters':
    case 'turning getters':
      return withGetters(object, kind === 'turning getters')
  }
  return object
}

/** With changing values, the second answer differs: the headers and the path of no request. */
function withGetters(object, turning) {
  const made = {}
  for (const name of Object.keys(object)) {
    let asked = 0
    const get = () =>
      turning && ++asked > 1 && ['headers', 'path', 'method'].includes(name) ? undefined : object[name]
    Object.defineProperty(made, name, { get, enumerable: true, configurable: true })
  }
  return made
}

function signalAs(kind) {
  if (kind === 'aborted') return AbortSignal.abort(new Error('aborted by the caller'))
  if (kind === 'odd') return { aborted: false }
  const controller = new AbortController()
  const abort = () => controller.abort(kind === 'soon' ? undefined : new Error('aborted by the caller'))
  if (kind === 'soon') setImmediate(abort)
  else setTimeout(abort, 300)
  return controller.signal
}

/** An agent of the copy of undici behind fetch, that leads names to the address of the call. */
function builtInFor(world) {
  const { Agent } = world.modules
  const agent = new Agent({ connect: { lookup: world.lookup }, headersTimeout: 400, bodyTimeout: 400 })
  world.atEnd(() => agent.destroy().catch(() => {}))
  return agent
}
