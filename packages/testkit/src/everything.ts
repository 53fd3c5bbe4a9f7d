// All that code can replace in a process: what the modules of Node export, and the globals.
import { builtinModules, createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const NOISY = /^(_|inspector|repl|trace_events|punycode|sys$|wasi|test|sea|sqlite|process$|quic)/
const modules = builtinModules.filter((name) => !NOISY.test(name.replace('node:', '')))
/** What is read lazily or counts on its own. */
const MOVING = /^(crypto|stream\.promises|url|buffer)\.|\.(defaultMaxListeners|globalAgent)$/

/** What was found, by path: `http.request`, `globalThis.fetch`. */
export type Found = ReadonlyMap<string, unknown>

/** All that the modules of Node, the globals and these modules have right now. */
export function everything(more: Readonly<Record<string, object>> = {}): Found {
  const found = new Map<string, unknown>()
  for (const name of modules) addAll(found, name, require(name), true)
  addAll(found, 'globalThis', globalThis, true)
  for (const [name, module] of Object.entries(more)) addAll(found, name, module, true)
  return found
}

/** The paths where something changed. */
export function differences(a: Found, b: Found): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => !Object.is(a.get(path), b.get(path))).sort()
}

/** Every own property of an object, and of the prototypes of the classes among them: its value, or its getter. */
function addAll(found: Map<string, unknown>, name: string, owner: object, deep: boolean): void {
  for (const key of Reflect.ownKeys(owner)) {
    const { value, get } = Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor
    const path = `${name}.${String(key)}`
    if (MOVING.test(path)) continue
    found.set(path, get ?? value)
    if (deep && typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null) {
      addAll(found, `${path}.prototype`, value.prototype, false)
    }
  }
}
