// biome-ignore-all lint/style/useNodejsImportProtocol: Node 8 to 14 do not know it.
// What is injected: NODE_OPTIONS="--require /traceferry/register.cjs" reaches every Node process of a container, so this ends none, and
// costs next to nothing until a process makes its first server, or runs a message in a context of its own. Then it loads
// traceferry.cjs beside it, which is the rest.
// In the syntax of Node 8, which has to read it, if only to be told that it is too old.
'use strict'

const versions = process.versions.node.split('.').map(Number)

let started = false
/** What the first server undoes. */
let steps = []

if (isTooOld(versions[0], versions[1])) {
  if (!isPackageManager()) say(`it needs Node.js 20.19, 22.12 or later, and this is ${process.versions.node}`)
} else if (process.env.TRACEFERRY_REPORT || versions[0] > 26) {
  // A report also includes calls before the first server. On a Node newer than this file, the sign below is not tested.
  start()
} else {
  whenHttpLoads(watchServers)
  watchMessages()
}

/**
 * Node looks up this channel while it loads node:http, which all of its HTTP servers need: by then node:net is loaded, and no code
 * has node:http yet. Loading either of them for this would cost 2 to 4 ms in each process.
 */
function whenHttpLoads(found) {
  const loaded = process.moduleLoadList
  if (loaded === undefined || loaded.indexOf('NativeModule _http_server') >= 0) return found()
  const diagnosticsChannel = require('diagnostics_channel')
  const original = diagnosticsChannel.channel
  let waiting = true
  diagnosticsChannel.channel = channel
  function channel(name) {
    if (waiting && name === 'http.server.request.start') {
      waiting = false
      if (diagnosticsChannel.channel === channel) diagnosticsChannel.channel = original
      found()
    }
    return original(name)
  }
}

/**
 * The constructor of every server of node:http, node:https and node:http2 adds a listener, which is the sign. `emit` is for servers
 * that were there before us, and for libraries that take it from the prototype and wrap it before there is a server, such as
 * OpenTelemetry's.
 */
function watchServers() {
  const prototype = require('net').Server.prototype
  const parent = Object.getPrototypeOf(prototype)
  let owner = parent
  replace(prototype, 'on', function on(...args) {
    start()
    return parent.on.apply(this, args)
  })
  replace(
    prototype,
    'emit',
    function emit(...args) {
      start()
      return owner.emit.apply(this, args)
    },
    () => {
      owner = prototype
    },
  )
}

/** `run()` of @traceferry/core calls this, in an app that has it: a process that only consumes messages never creates a server. */
function watchMessages() {
  const name = Symbol.for('traceferry.start.v1')
  if (name in globalThis) return
  Object.defineProperty(globalThis, name, { value: start, configurable: true })
  steps.push(() => delete globalThis[name])
}

/** Puts a method on a prototype that inherits it. `gone` is called when it has been removed, which does not happen if others wrap it. */
function replace(prototype, name, own, gone) {
  Object.defineProperty(prototype, name, { value: own, configurable: true, writable: true })
  steps.push(() => {
    if (prototype[name] !== own) return
    delete prototype[name]
    if (gone !== undefined) gone()
  })
}

function start() {
  if (started) return
  started = true
  for (const step of steps) step()
  steps = []
  try {
    require('./traceferry.cjs')
  } catch (error) {
    // The lines after the first list where Node looked for a module.
    say(String(error instanceof Error ? error.message : error).split('\n', 1)[0])
  }
}

function isTooOld(major, minor) {
  if (major === 20) return minor < 19
  return major < 22 || (major === 22 && minor < 12)
}

/** They run often, and programs read what they print. */
function isPackageManager() {
  return /[\\/](npm|npx|yarn|yarnpkg|pnpm|pnpx|corepack)(-cli)?(\.c?js)?$/.test(process.argv[1] || '')
}

function say(why) {
  if (isMainThread()) process.stderr.write(`traceferry does nothing in this process: ${why}\n`)
}

/** Worker threads load this too. Node has them since 10.5. */
function isMainThread() {
  try {
    return require('worker_threads').isMainThread
  } catch (_) {
    return true
  }
}
