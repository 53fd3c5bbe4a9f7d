/**
 * Warns about what only a running process can show: what it listens on, which hosts it calls and how, and which headers its
 * calls carry. It reads diagnostics channels and patches nothing.
 * @module
 */
import { isDisabled, list, milliseconds, oneOf, option, readOptions, whole } from '@traceferry/core/internal'
import { detectMesh } from './find/detect-mesh.ts'
import { type SidecarOptions, sidecarKinds } from './find/sidecar-options.ts'
import { type Shared, startShared } from './start-shared.ts'
import { warnPerCause } from './warn-per-cause.ts'
import { httpsInMesh } from './warnings/https-in-mesh.ts'
import { keepAlive } from './warnings/keep-alive.ts'
import { loopbackListener } from './warnings/loopback-listener.ts'
import { lostHeaders } from './warnings/lost-headers.ts'
import type { WarningSettings } from './warnings/warning-settings.ts'
import type { WarningWatch } from './warnings/warning-watch.ts'

// Every warning. A NEW ONE IS ONE FILE AND ONE LINE HERE.
const watches: Readonly<Record<string, WarningWatch>> = {
  TF101: loopbackListener,
  TF203: httpsInMesh,
  TF401: keepAlive,
  TF601: lostHeaders,
}

/** The options of `warnings()`. */
export interface WarningOptions extends Pick<SidecarOptions, 'mesh' | 'readyUrl'> {
  /** Codes to leave out. Default: none. */
  ignore?: readonly string[]
  /** Ports that should listen on loopback only, such as a debugger's. Default: none. */
  loopbackPorts?: readonly number[]
  /** The sidecar's idle timeout in ms. Default: that of its mesh. */
  sidecarIdleMs?: number
}

const kinds = {
  mesh: sidecarKinds.mesh,
  readyUrl: sidecarKinds.readyUrl,
  ignore: option(list(oneOf(Object.keys(watches))), { fallback: [] }),
  loopbackPorts: option(list(whole(0, 65_535)), { fallback: [] }),
  sidecarIdleMs: option(milliseconds()),
}

/**
 * Warns once per cause about what works on a laptop and breaks beside a sidecar: a server that listens on loopback only
 * (TF101), `https://` to a host inside the mesh (TF203), a `keepAliveTimeout` below the sidecar's idle timeout (TF401),
 * calls without tracing headers while requests have them (TF601). Call it before the servers listen. Outside a mesh it
 * prints nothing. Warnings go to the OpenTelemetry `diag` logger if there is one, else to `process.emitWarning`. A second
 * call with equal options does not warn twice. Returns a function that stops the warnings. Throws a `TraceferryError` for a
 * wrong option.
 *
 * @example
 * import { warnings } from '@traceferry/sidecar/warnings'
 *
 * warnings()
 */
export function warnings(options: WarningOptions = {}): () => void {
  const settings = readOptions(kinds, options)
  const [, endWarnings] = startShared(
    going,
    JSON.stringify(settings),
    () => begin(settings),
    (ends) => {
      for (const end of ends) end()
    },
  )
  return endWarnings
}

const going: Shared<(() => void)[]> = new Map()

function begin(settings: WarningSettings): (() => void)[] {
  const mesh = detectMesh({ ...settings, quitUrl: undefined })
  return (
    Object.entries(watches)
      // A disabled traceferry forwards nothing on purpose.
      .filter(([code]) => !settings.ignore.includes(code) && !(code === 'TF601' && isDisabled()))
      .map(([code, watch]) =>
        watch({
          mesh,
          settings,
          warn: (cause, message) => void mesh().then((name) => name !== 'none' && warnPerCause(code, message, cause)),
        }),
      )
  )
}
