import { readFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import vm from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile } from '../../testkit/src/compile.ts'
import { type Echo, startEcho } from '../../testkit/src/echo.ts'

// Jest runs each test file in a sandbox: with globals and copies of all modules of its own, but with Node's modules, and its fetch, as
// they are. Here the CommonJS build is loaded in the same way.

type Module = { exports: Record<string, never> }

interface Adapter {
  readonly run: (captured: object, fn: () => unknown) => unknown
  readonly capture: (lines: string[], policy: object) => object
  readonly createPolicy: () => object
  readonly counters: () => { forwarded: number }
  readonly traceferry: () => object
  readonly uninstall: () => void
}

const requireHere = createRequire(import.meta.url)

/** All that `@traceferry/express` and `@traceferry/fetch` have, in a sandbox of its own. */
function sandbox(): { global: object; fresh: () => Adapter } {
  const global = {}
  vm.createContext(global)
  const context = vm.runInContext('globalThis', global)
  // What the language does not bring along itself.
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!(name in context))
      Object.defineProperty(context, name, Object.getOwnPropertyDescriptor(globalThis, name) ?? {})
  const load = (file: string, loaded: Map<string, Module>): Module['exports'] => {
    const known = loaded.get(file)
    if (known !== undefined) return known.exports
    const module: Module = { exports: {} }
    loaded.set(file, module)
    const inside = (name: string) => {
      if (name.startsWith('.')) return load(join(dirname(file), name), loaded)
      const [, own, door = 'index'] = /^@traceferry\/(\w+)\/?(\w+)?/.exec(name) ?? []
      return own === undefined ? requireHere(name) : load(built(own, door), loaded)
    }
    const code = `(function (module, exports, require, __dirname, __filename) {${readFileSync(file, 'utf8')}\n})`
    vm.runInContext(code, global)(module, module.exports, inside, dirname(file), file)
    return module.exports
  }
  const fresh = () => {
    const loaded = new Map<string, Module>()
    const [express, fetching] = ['express', 'fetch'].map((name) => load(built(name), loaded))
    return { ...express, ...fetching } as unknown as Adapter
  }
  return { global: context, fresh }
}

const packages = fileURLToPath(new URL('../../', import.meta.url))
const built = (name: string, door = 'index') => join(packages, name, 'dist/cjs', `${door}.js`)

let echo: Echo
const original = http.request
beforeAll(async () => {
  compile('core', 'fetch', 'express')
  echo = await startEcho()
})
afterAll(() => echo?.close())

/** What arrives of a call by fetch and one by node:http, made where this id was captured. */
async function arrivals({ run, capture, createPolicy }: Adapter, global: object, id: string): Promise<string[]> {
  echo.clear()
  const { fetch } = global as typeof globalThis
  const captured = capture(['x-request-id', id], createPolicy())
  await run(captured, async () => {
    await (await fetch(`${echo.url}/fetch`)).text()
    await new Promise((resolve) => http.get(`${echo.url}/http`, (answer) => answer.resume().on('end', resolve)))
  })
  return echo.calls.flatMap((call) => call.all('x-request-id'))
}

test('each sandbox has its ids on the wire, and node:http is wrapped once', async () => {
  let last: Adapter | undefined
  for (const id of ['first', 'second', 'third']) {
    const { global, fresh } = sandbox()
    last = fresh()
    last.traceferry()
    expect(http.request).not.toBe(original)
    expect(await arrivals(last, global, id)).toEqual([id, id])
    // Not those of the sandbox before.
    expect(last.counters().forwarded).toBe(2)
  }
  last?.uninstall()
  expect(http.request).toBe(original)
})

test('a fresh copy in the same sandbox shares all with the one before', async () => {
  const { global, fresh } = sandbox()
  fresh().traceferry()
  const wrapped = http.request
  const again = fresh()
  again.traceferry()
  expect(http.request).toBe(wrapped)
  expect(await arrivals(again, global, 'again')).toEqual(['again', 'again'])
  again.uninstall()
  expect(http.request).toBe(original)
})

test('a sandbox that has ended is not kept', async () => {
  const ended: WeakRef<object>[] = []
  for (let n = 0; n < 5; n++) {
    const { global, fresh } = sandbox()
    const own = fresh()
    own.traceferry()
    await arrivals(own, global, `r-${n}`)
    ended.push(new WeakRef(global))
  }
  setFlagsFromString('--expose-gc')
  const collect = vm.runInNewContext('gc') as () => void
  for (let n = 0; n < 20 && ended.filter((one) => one.deref() !== undefined).length > 1; n++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    collect()
  }
  // The last one's wrappers are in place until another one comes.
  expect(ended.slice(0, -1).map((one) => one.deref())).toEqual(ended.slice(0, -1).map(() => undefined))
})
