// A call of node:http or node:https, in any of its forms.
import http from 'node:http'
import https from 'node:https'
import { send } from '../bodies.js'
import { kindOf, watch } from '../log.js'
import { lateSteps } from './http-late.js'

class OwnAgent extends http.Agent {
  /** @param {Parameters<http.Agent['createConnection']>} args */
  createConnection(...args) {
    return super.createConnection(...args)
  }
}

const agents = {
  none: () => undefined,
  own: (module) => new module.Agent(),
  keep: (module) => new module.Agent({ keepAlive: true, maxSockets: 1 }),
  false: () => false,
  subclass: (module) => (module === http ? new OwnAgent({ keepAlive: true }) : new https.Agent()),
  odd: () => ({ no: 'agent' }),
}

export async function run(call, world) {
  const module = call.client === 'https' ? https : http
  const agent = agents[call.agent](module)
  world.atEnd(() => agent?.destroy?.())
  // The process's own agent keeps sockets for all calls: whose is whose would be a matter of luck.
  const headers = world.headers(call.headers, globalThis.Headers)
  for (let i = 0; i < (call.twice ? 2 : 1); i++) await once(call, world, module, agent ?? new module.Agent(), headers)
}

function once(call, world, module, agent, headers) {
  const { log } = world
  let tell
  const over = new Promise((resolve) => {
    tell = resolve
  })
  const callback = call.callback === 'odd' ? 'no function' : call.callback === 'yes' ? answered : undefined
  function answered(response) {
    log(`answer ${response.statusCode} ${JSON.stringify(response.rawHeaders)}`)
    watch(response, ['data', 'end', 'close', 'aborted', 'error'], log, 'answer ')
    if (call.throws === 'callback') world.raise('callback')
    for (const name of ['data', 'end']) if (call.throws === name) response.on(name, () => world.raise(name))
  }
  const make =
    call.api === 'ClientRequest'
      ? (...args) => Reflect.construct(http.ClientRequest, args)
      : module[call.api === 'get' ? 'get' : 'request']
  const args = argumentsOf(call, world, agent, headers, callback)
  let request
  try {
    request = make(...args)
  } catch (error) {
    log.error('throws', error)
    return undefined
  }
  log(`returns ${kindOf(request)} ${request instanceof http.ClientRequest}`)
  watch(request, ['socket', 'finish', 'timeout', 'abort', 'error', 'close', 'continue', 'connect', 'upgrade'], log)
  if (callback === undefined) request.on('response', answered)
  if (call.throws === 'error') request.on('error', () => world.raise('error'))
  request.on('close', tell)
  request.on('connect', (_response, socket) => socket.destroy())
  request.on('upgrade', (_response, socket) => socket.destroy())
  try {
    for (const step of call.late ?? []) lateSteps[step](request, world)
    if (call.api !== 'get' || call.body !== undefined) send(request, call.body, log)
    if (call.late?.includes('setHeader after')) request.setHeader('x-after', '1')
  } catch (error) {
    log.error('throws later', error)
    request.destroy()
  }
  return over.then(() =>
    log(`names ${request.getRawHeaderNames?.().join()} ${request.method} ${request.path} ${request.reusedSocket}`),
  )
}

function argumentsOf(call, world, agent, headers, callback) {
  const base = { agent, lookup: world.lookup, headers, rejectUnauthorized: false }
  if (call.method !== undefined) base.method = call.method
  if (call.timeout !== undefined) base.timeout = call.timeout
  if (call.signal !== undefined) base.signal = world.signal(call.signal)
  if (call.body === undefined && call.headers.shape === 'undefined') delete base.headers
  if (call.late?.includes('uniqueHeaders')) base.uniqueHeaders = [['x-a', 'X-B']]
  const { host, port } = world.target(call.client)
  const path = call.path ?? '/'
  const url = `${call.client}://${host}:${port}${path}`
  const whole = { ...base, hostname: host, port, path }
  const options = world.options(call.options, whole)
  world.look('options', call.options, options)
  switch (call.form) {
    case 'options':
      return [options, callback]
    case 'url':
      // Without options a name cannot be redirected: it is called by its address.
      return /[\n]/.test(url) ? [url, callback] : [`${call.client}://${world.address}:${port}${path}`, callback]
    case 'url+options':
      return [url, world.options(call.options, base), callback]
    case 'URL':
      return [urlOf(`${call.client}://${world.address}:${port}${path}`), { ...base }, callback]
    case 'URL+options':
      return [urlOf(url), world.options(call.options, base), callback]
  }
  return [undefined, options, callback]
}

function urlOf(text) {
  try {
    return new URL(text)
  } catch {
    return text
  }
}
