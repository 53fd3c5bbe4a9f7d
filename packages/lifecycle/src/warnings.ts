/**
 * Warnings about this process that only a running process can give: what it listens on, where it calls and how, which
 * headers its calls carry. They come from diagnostics channels; nothing is patched.
 * @module
 */
import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { known, milliseconds } from './checks.ts'
import { choose, type Where } from './choose.ts'
import { meshHere } from './mesh-here.ts'
import { type Shared, share } from './shared.ts'
import { warn } from './warn.ts'
import { httpsInMesh } from './warnings/https-in-mesh.ts'
import { keepAlive } from './warnings/keep-alive.ts'
import { loopbackListener } from './warnings/loopback-listener.ts'
import { lostHeaders } from './warnings/lost-headers.ts'
import type { Watch } from './warnings/watch.ts'

// Every warning. A NEW ONE IS ONE FILE AND ONE LINE HERE.
const watches: Readonly<Record<string, Watch>> = {
  TF101: loopbackListener,
  TF203: httpsInMesh,
  TF401: keepAlive,
  TF601: lostHeaders,
}

/** What can be chosen for the live warnings. */
export interface WarningOptions extends Pick<Where, 'mesh' | 'readyUrl'> {
  /** Codes that are not wanted. */
  ignore?: readonly string[]
  /** Ports that are meant to be on loopback alone, such as a debugger's or a metrics server's. */
  loopbackPorts?: readonly number[]
  /** The sidecar's idle timeout in ms, when it is not its mesh's default. */
  sidecarIdle?: number
  /** DNS domain of the cluster (`cluster.local`). */
  clusterDomain?: string
}

const names = ['mesh', 'readyUrl', 'ignore', 'loopbackPorts', 'sidecarIdle', 'clusterDomain'] as const

/**
 * Warns, once per cause, of what works on a laptop and breaks beside a sidecar: a server that listens on loopback only
 * (TF101), `https://` to a host inside the mesh (TF203), a `keepAliveTimeout` below the sidecar's idle timeout (TF401),
 * calls without tracing headers while requests have them (TF601). Call it before the servers listen. Where there is no
 * mesh nothing is said. Warnings go to the OpenTelemetry `diag` logger where there is one, else to
 * `process.emitWarning`. Said again with equal options it is one and the same. Returns what ends it. Throws a `TraceferryError` for a wrong option.
 *
 * @example
 * import { warnings } from '@traceferry/lifecycle/warnings'
 *
 * warnings()
 */
export function warnings(options: WarningOptions = {}): () => void {
  known(options, names)
  if (options.sidecarIdle !== undefined) milliseconds('sidecarIdle', options.sidecarIdle)
  for (const code of options.ignore ?? []) {
    if (watches[code] === undefined)
      throw new TraceferryError('TF020', `ignore has ${show(code)}`, `use ${Object.keys(watches).join(', ')}`)
  }
  choose(options, 'look')
  const [, endWarnings] = share(
    going,
    JSON.stringify(options),
    () => begin(options),
    (ends) => {
      for (const end of ends) end()
    },
  )
  return endWarnings
}

const going: Shared<(() => void)[]> = new Map()

function begin(options: WarningOptions): (() => void)[] {
  const mesh = meshHere(options)
  return Object.entries(watches)
    .filter(([code]) => options.ignore?.includes(code) !== true)
    .map(([code, watch]) =>
      watch({
        mesh,
        options,
        say: (cause, message) => void mesh().then((name) => name !== 'none' && warn(code, message, cause)),
      }),
    )
}
