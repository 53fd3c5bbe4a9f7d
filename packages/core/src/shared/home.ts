// Where the state of this process is kept.
import { mainGlobal } from './main-global.ts'

const LOADED = Symbol.for('traceferry.loaded.v1')

/**
 * The global object that holds what all copies of this package share. The program's, where it has loaded us; else that of the sandbox: its
 * counters and options end with it, and what it kept alive does, too.
 */
export const home: typeof globalThis = LOADED in mainGlobal ? mainGlobal : globalThis

if (!(LOADED in home)) {
  try {
    Object.defineProperty(home, LOADED, { value: true })
  } catch {
    // A frozen global object, which holds nothing.
  }
}
