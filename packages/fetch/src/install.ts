// Installs everything that makes outbound calls forward.
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

interface Holder {
  [SLOT]?: (() => void) | undefined
}

/**
 * Makes outbound calls carry the captured headers, in the whole process. Every adapter calls it; another call changes
 * nothing. Returns `uninstall`.
 *
 * @example
 * const uninstall = install()
 * uninstall()
 */
export function install(): () => void {
  const holder = globalThis as Holder
  if (holder[SLOT] === undefined) {
    const undo = parts.map((install) => install())
    Object.defineProperty(holder, SLOT, {
      configurable: true,
      value: () => {
        for (const step of undo.reverse()) step()
        delete holder[SLOT]
      },
    })
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
  const holder = globalThis as Holder
  holder[SLOT]?.()
}
