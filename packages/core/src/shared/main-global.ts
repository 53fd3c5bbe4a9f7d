// The global object that all sandboxes of a process can reach: what wraps node:http, or Node's own fetch, is there once for all of them.
import { builtin } from './builtin.ts'

const { AsyncLocalStorage } = builtin('node:async_hooks')

/**
 * The global object of the program itself. Jest, and Vitest's `vmThreads`, run each test file in a sandbox with a global object and
 * an `Object`, `Array` and `Function` of its own, but hand it Node's modules as they are.
 */
export const mainGlobal: typeof globalThis = AsyncLocalStorage instanceof Function ? globalThis : fromSandbox()

function fromSandbox(): typeof globalThis {
  try {
    return process.getBuiltinModule('node:vm').runInThisContext('globalThis')
  } catch {
    return globalThis
  }
}
