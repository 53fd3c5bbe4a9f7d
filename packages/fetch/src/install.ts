// Installs everything that makes outbound calls forward.
import {
  isDebugging,
  isDisabled,
  leaveNothingOut,
  leaveOut,
  leftOut,
  mainGlobal,
  runtime,
  sayOnce,
} from '@traceferry/core/internal'
import { checkRuntime, sayLeftOut } from './check-runtime.ts'
import { installHttp } from './http/install-http.ts'
import { installRequests } from './http/install-requests.ts'
import { installHttp2 } from './http2/install-http2.ts'
import { installFetch } from './install-fetch.ts'
import { installLibraries } from './libraries/install-libraries.ts'
import { installUndici } from './undici/install-undici.ts'
import { installPlainFetch } from './web/install-plain-fetch.ts'
import { installStreams } from './web/install-streams.ts'

type Part = readonly [client: string, install: () => () => void]

// The fetch of Bun, Deno and workerd goes through no undici.
const fetchHasDispatcher = runtime === 'node' || runtime === 'other'

// Every way out of a process that we wrap. A NEW CLIENT IS ONE FILE AND ONE LINE HERE.
const clients: readonly Part[] = [
  ['node:http', installHttp],
  ['node:http2', installHttp2],
  ['undici', runtime === 'bun' ? leaveUndici : installUndici],
  ['fetch', fetchHasDispatcher ? installFetch : installPlainFetch],
]

// Other runtimes read bodies outside any context.
const streams: readonly Part[] = fetchHasDispatcher ? [] : [['streams', installStreams]]

// The other parts keep a request's own events in its context.
const parts: readonly Part[] = [
  ['node:http servers', installRequests],
  ...clients,
  ['libraries', installLibraries],
  ...streams,
]

// Globals can be patched only once, however many copies of this package are in the process.
const SLOT = Symbol.for('traceferry.install.v2')

/** Undoes everything that was installed; `by`: the global object of the installer. */
interface Undo {
  (): void
  readonly by: object
}

const holder = mainGlobal as { [SLOT]?: Undo | undefined }

/**
 * Makes outbound calls carry the captured headers, in the whole process. Every adapter calls it; another call changes nothing, and
 * no call does anything while TRACEFERRY_DISABLED switches it off. Returns `uninstall`.
 *
 * @example
 * const uninstall = install()
 * uninstall()
 */
export function install(): () => void {
  if (isDisabled()) return uninstall
  const there = holder[SLOT]
  // From another sandbox, such as the previous test file's: it has ended, and wrappers around its wrappers would keep it alive.
  if (there !== undefined && there.by !== globalThis && there.by !== mainGlobal) there()
  if (holder[SLOT] === undefined) {
    checkRuntime()
    const undo = parts.map(installPart)
    const undoAll = () => {
      for (const step of undo.reverse()) step()
      leaveNothingOut()
      delete holder[SLOT]
    }
    Object.defineProperty(holder, SLOT, { configurable: true, value: Object.assign(undoAll, { by: globalThis }) })
    if (isDebugging()) sayOnce(`wraps the calls of ${wrapped()}`)
  }
  return uninstall
}

/** The clients that this runtime lets us reach, as a person calls them. */
function wrapped(): string {
  const names = {
    'node:http': 'node:http, node:https',
    'node:http2': 'node:http2',
    fetch: 'built-in fetch',
    undici: 'undici',
  }
  const reached = Object.entries(names).flatMap(([client, name]) => (leftOut().has(client) ? [] : name))
  return reached.join(', ').replace(/, ([^,]+)$/, ' and $1')
}

/** Bun answers `import 'undici'`, and node-fetch, with its own modules, over a fetch that cannot be replaced. */
function leaveUndici(): () => void {
  for (const name of ['undici', 'node-fetch'])
    leaveOut(name, 'Bun replaces it with its own module; use fetch, node:http, axios or got')
  return () => {}
}

/** A part that this runtime lacks is left out, and `explain` says so. Everything else continues. */
function installPart([client, install]: Part): () => void {
  try {
    if (client.startsWith('node:http') && process.getBuiltinModule('node:http') === undefined) {
      leaveOut(client, 'there is no node:http')
      return () => {}
    }
    return install()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    leaveOut(client, why)
    sayLeftOut(client, why)
    return () => {}
  }
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
