import { installHttp } from './http/install-http.ts'
import { installRequests } from './http/install-requests.ts'
import { installHttp2 } from './http2/install-http2.ts'
import { installFetch } from './install-fetch.ts'
import { installLibraries } from './libraries/install-libraries.ts'
import { installUndici } from './undici/install-undici.ts'

// Every way out of a Node process that we reach. A NEW CLIENT IS ONE FILE AND ONE LINE HERE.
const clients: readonly (() => () => void)[] = [installHttp, installHttp2, installUndici, installFetch]

// And what keeps a request's own events in its context.
const parts = [installRequests, ...clients, installLibraries]

// Globals can be patched once only, whatever the number of copies of this package in the process.
const SLOT = Symbol.for('traceferry.install.v2')

interface Holder {
  [SLOT]?: (() => void) | undefined
}

/**
 * Makes outbound calls carry the captured headers, in the whole process. Every adapter calls it; again is harmless.
 * Returns `uninstall`.
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
 * Puts every global back as it was, where nobody has wrapped it again since.
 *
 * @example
 * afterAll(() => uninstall())
 */
export function uninstall(): void {
  const holder = globalThis as Holder
  holder[SLOT]?.()
}
