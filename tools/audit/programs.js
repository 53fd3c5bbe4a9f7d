// What runs as a service of plan.js: its command, and what it is told in its environment.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cached } from '../shared/cache.js'
import { Unprepared } from '../shared/errors.js'
import { run } from '../shared/processes.js'
import { services } from './plan.js'

const path = (name) => fileURLToPath(new URL(`services/${name}`, import.meta.url))
const line = new URL('../../packages/register/dist/index.js', import.meta.url).href

/** @param go the path of goProgram() */
export function commandOf(name, go) {
  const { program, line: hasLine } = services[name]
  if (program === 'python') return ['python3', [path('service.py')]]
  if (program === 'go') return [go, []]
  return [process.execPath, [...(hasLine ? ['--import', line] : []), path(`${program}.js`)]]
}

/** @param calls name of a service that it calls to its URL. Those in Python, in Go and with an SDK call one. */
export function environmentOf(name, calls, tracer) {
  const pairs = Object.entries(calls).map(([callee, url]) => `${callee}=${url}`)
  return { FAULT: services[name].fault, CALLS: pairs.join(','), TRACER: tracer }
}

/** Built once: the compiler takes longer than the mesh. */
export async function goProgram() {
  const folder = await cached('audit-service-2', async (partial) => {
    await run('go', ['build', '-o', join(partial, 'service'), path('service.go')])
  }).catch((error) => {
    throw new Unprepared(`Could not build the service in Go: ${error.message}`)
  })
  return join(folder, 'service')
}
