// Node's own modules, and what to do where there are none.
import { TraceferryError } from './errors.ts'

type GetBuiltin = typeof process.getBuiltinModule

/**
 * A builtin module. The first code that runs asks here: all else may then take it from the process, where no bundler for Workers finds
 * anything to resolve. Throws a `TraceferryError` (TF018) where nothing of ours could work.
 */
export const builtin: GetBuiltin = checked()

function checked(): GetBuiltin {
  const { process: given } = globalThis as { process?: { getBuiltinModule?: GetBuiltin } }
  if (typeof given?.getBuiltinModule === 'function') return given.getBuiltinModule.bind(given) as GetBuiltin
  throw new TraceferryError(
    'TF018',
    'this runtime has no process.getBuiltinModule, and so no AsyncLocalStorage for traceferry',
    "on Workers set compatibility_flags = ['nodejs_compat'] and a compatibility_date of 2024-09-23 or later; else use Node.js 20.19, Bun 1.4 or Deno 2.9, or later",
  )
}
