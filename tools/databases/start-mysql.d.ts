// start-mysql.js runs without a build; this is for the tests that import it.
import type { Database } from './start-postgres.js'

/** Undefined where there is none to be had; `say` was told why. */
export function startMysql(say?: (text: string) => void): Promise<Database | undefined>
