// Warns about variables that look like ours but are not: a misspelled one would silently have no effect.
import { show } from './errors.ts'
import { nearest } from './nearest.ts'
import { toolVariables, variables } from './variables.ts'
import { warnOnce } from './warn-once.ts'

/** The prefix in any case and its likely misspellings. */
const LIKE_OURS = /^trace_?f{1,2}er{1,2}y_/i

/** Kubernetes sets these in a namespace's pods for each of its services, which may be named traceferry-something. */
const OF_A_SERVICE = /_SERVICE_(HOST|PORT)(_\w+)?$|_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$/

/** With more than this, the variables are for another program. */
const MOST = 10

// Read once: listing all variables takes longer than reading an option.
const read = new WeakSet<object>()

/** Warns once per process and variable, with the intended name. Says nothing in worker threads, which inherit the variables. */
export function warnOfVariables(environment: object): void {
  if (read.has(environment)) return
  read.add(environment)
  const unknown = Object.keys(environment).filter(isMisspelled)
  if (unknown.length === 0 || !process.getBuiltinModule('node:worker_threads').isMainThread) return
  for (const name of unknown.slice(0, MOST)) {
    const meant = nearest(name.toUpperCase().replace(LIKE_OURS, 'TRACEFERRY_'), variables)
    const cure = meant === undefined ? 'leave it out' : `did you mean ${meant}?`
    warnOnce('TF014', `${shown(name)} is not known; ${cure}`, `TF014 ${name}`)
  }
}

function isMisspelled(name: string): boolean {
  if (!LIKE_OURS.test(name) || OF_A_SERVICE.test(name)) return false
  return !variables.includes(name) && !toolVariables.includes(name)
}

function shown(name: string): string {
  return /^\w+$/.test(name) ? name.slice(0, 80) : show(name)
}
