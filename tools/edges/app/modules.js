// The clients that a process makes its calls with.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Copies of undici, axios and got, by their names, and `Agent`, the class of the dispatcher behind built-in fetch. */
export async function loadModules(clients) {
  const loaded = {}
  // Before npm's copies, which may set the global dispatcher.
  await fetch('data:,').catch(() => {})
  const slots = ['undici.globalDispatcher.2', 'undici.globalDispatcher.1'].map((name) => Symbol.for(name))
  loaded.Agent = slots.map((slot) => globalThis[slot]).find((dispatcher) => dispatcher !== undefined)?.constructor
  for (const name of clients.filter((name) => name.startsWith('undici'))) loaded[name] = require(name)
  if (clients.includes('axios')) loaded.axios = (await import('axios')).default
  if (clients.includes('got')) loaded.got = (await import('got')).default
  return loaded
}
