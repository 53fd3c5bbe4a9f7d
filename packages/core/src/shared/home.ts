// Where the state of this process is kept.
import { mainGlobal } from './main-global.ts'

const LOADED = Symbol.for('traceferry.loaded.v1')

/**
 * The global object that holds what all copies of this package share. It is the program's, if the program loaded us; otherwise the
 * sandbox's: its counters and options end with it, and so does everything it kept alive.
 */
export const home: typeof globalThis = LOADED in mainGlobal ? mainGlobal : globalThis

if (!(LOADED in home)) {
  try {
    Object.defineProperty(home, LOADED, { value: true })
  } catch {
    // A frozen global object, which cannot hold anything.
  }
}
