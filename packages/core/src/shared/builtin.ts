// Node's own modules, and what to do if there are none.
import { TraceferryError } from './errors.ts'

type GetBuiltin = typeof process.getBuiltinModule

/**
 * A builtin module. The first code that runs calls this: everything else may then take the module from the process, where a bundler
 * for Workers finds nothing to resolve. Throws a `TraceferryError` (TF018) if traceferry could not work at all.
 */
export const builtin: GetBuiltin = checked()

function checked(): GetBuiltin {
  const { process: given } = globalThis as { process?: { getBuiltinModule?: GetBuiltin } }
  if (typeof given?.getBuiltinModule === 'function') return given.getBuiltinModule.bind(given) as GetBuiltin
  throw new TraceferryError(
    'TF018',
    'this runtime has no process.getBuiltinModule, so traceferry has no AsyncLocalStorage',
    "on Workers set compatibility_flags = ['nodejs_compat'] and a compatibility_date of 2024-09-23 or later; otherwise use Node.js 20.19, Bun 1.4 or Deno 2.9, or later",
  )
}
