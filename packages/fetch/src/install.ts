// Installs everything that makes outbound calls forward.
import { isDebugging, isDisabled, mainGlobal, sayOnce } from '@traceferry/core/internal'
import { installHttp } from './http/install-http.ts'
import { installRequests } from './http/install-requests.ts'
import { installHttp2 } from './http2/install-http2.ts'
import { installFetch } from './install-fetch.ts'
import { installLibraries } from './libraries/install-libraries.ts'
import { installUndici } from './undici/install-undici.ts'

// Every way out of a Node process that we wrap. A NEW CLIENT IS ONE FILE AND ONE LINE HERE.
const clients: readonly (() => () => void)[] = [installHttp, installHttp2, installUndici, installFetch]

// The other parts keep a request's own events in its context.
const parts = [installRequests, ...clients, installLibraries]

// Globals can be patched only once, however many copies of this package are in the process.
const SLOT = Symbol.for('traceferry.install.v2')

/** Undoes all that was installed; `by`: the global object of whoever did. */
interface Undo {
  (): void
  readonly by: object
}

const holder = mainGlobal as { [SLOT]?: Undo | undefined }

/**
 * Makes outbound calls carry the captured headers, in the whole process. Every adapter calls it; another call changes
 * nothing, and none does while TRACEFERRY_DISABLED switches it off. Returns `uninstall`.
 *
 * @example
 * const uninstall = install()
 * uninstall()
 */
export function install(): () => void {
  if (isDisabled()) return uninstall
  const there = holder[SLOT]
  // Of another sandbox, such as that of the test file before: it has ended, and wrappers around its wrappers would keep it.
  if (there !== undefined && there.by !== globalThis && there.by !== mainGlobal) there()
  if (holder[SLOT] === undefined) {
    const undo = parts.map((install) => install())
    const undoAll = () => {
      for (const step of undo.reverse()) step()
      delete holder[SLOT]
    }
    Object.defineProperty(holder, SLOT, { configurable: true, value: Object.assign(undoAll, { by: globalThis }) })
    if (isDebugging()) sayOnce('wraps the calls of node:http, node:https, node:http2, built-in fetch and undici')
  }
  return uninstall
}

/**
 * Puts every global back as it was, unless other code has wrapped it since.
 *
 * @example
 * afterAll(() => uninstall())
 */
export function uninstall(): void {
  holder[SLOT]?.()
}
