// The global object that all sandboxes of a process can reach: whatever wraps node:http or Node's own fetch exists once for all of them.
import { builtin } from './builtin.ts'

const { AsyncLocalStorage } = builtin('node:async_hooks')

/**
 * The global object of the program itself. Jest, and Vitest's `vmThreads`, run each test file in a sandbox with its own global
 * object, `Object`, `Array` and `Function`, but pass it Node's modules unchanged.
 */
export const mainGlobal: typeof globalThis = AsyncLocalStorage instanceof Function ? globalThis : fromSandbox()

function fromSandbox(): typeof globalThis {
  try {
    return process.getBuiltinModule('node:vm').runInThisContext('globalThis')
  } catch {
    return globalThis
  }
}
