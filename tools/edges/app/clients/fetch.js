// A call of the fetch that is built in.
import { bodyOf } from '../bodies.js'
import { kindOf } from '../log.js'

export async function run(call, world) {
  const { log } = world
  const { host, port } = world.target('http')
  const url = `http://${host}:${port}${call.path ?? '/'}`
  const headers = world.headers(call.headers, globalThis.Headers)
  for (let i = 0; i < (call.twice ? 2 : 1); i++) {
    try {
      const pending = fetch(...argumentsOf(call, world, url, headers))
      log(`returns ${kindOf(pending)}`)
      const response = await pending
      log(`answer ${response.status} ${response.redirected} ${response.type} ${JSON.stringify([...response.headers])}`)
      if (call.throws === 'callback') await response.body?.cancel()
      else log(`text ${await response.text()}`)
    } catch (error) {
      log.error('rejects', error)
    }
  }
}

/** @returns {[any, any?]} the arguments of a fetch, as an app may write them */
function argumentsOf(call, world, url, headers) {
  /** @type {any} */
  const init = { dispatcher: world.builtIn() }
  if (call.method !== undefined) init.method = call.method
  if (headers !== undefined) init.headers = headers
  if (call.body !== undefined) Object.assign(init, { body: bodyOf(call.body), duplex: 'half' })
  if (call.signal !== undefined) init.signal = world.signal(call.signal)
  if (call.timeout > 0) init.signal ??= AbortSignal.timeout(Number(call.timeout))
  Object.assign(init, extras[call.init])
  const own = call.init === 'null' ? null : world.options(call.init, init)
  switch (call.form) {
    case 'URL':
      return [new URL(url), own]
    case 'Request':
      return [new Request(url, init)]
    case 'Request+init':
      return [new Request(url), own]
    case 'odd':
      return [{ toString: () => url }, own]
  }
  return [url, own]
}

const extras = {
  'redirect manual': { redirect: 'manual' },
  'redirect error': { redirect: 'error' },
  cache: { cache: 'no-store' },
  keepalive: { keepalive: true },
}
