// Whether the environment asks for lines about what traceferry does.
import { flag } from '../shared/option-readers.ts'
import { type Environment, variableIn } from '../shared/read-options.ts'

/**
 * Whether these variables ask for lines on stderr: TRACEFERRY_DEBUG, or `traceferry` among those of Node's own
 * NODE_DEBUG. Throws a `TraceferryError` (TF008) for a value that is not a boolean.
 */
export function isDebugging(environment: Environment = process.env): boolean {
  const given = variableIn(environment, 'TRACEFERRY_DEBUG')
  if (given !== undefined) return flag(given)
  // Node reads its list, which may contain patterns, once for the process.
  return Boolean(environment.NODE_DEBUG) && process.getBuiltinModule('node:util').debuglog('traceferry').enabled
}
