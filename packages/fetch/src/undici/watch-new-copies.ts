// Finds copies of undici as they load, without loading one.
import { failure } from '@traceferry/core/internal'
import { type LoadedModule, visitLoaded } from '../libraries/loaded-modules.ts'
import { onChannelLookup } from '../shared/on-channel-lookup.ts'

const DIAGNOSTICS = '/lib/core/diagnostics.js'

/**
 * Reports copies that load from now on, including Node's own. That one loads at the first fetch; loading it ourselves
 * would cost 30 ms of CPU at startup.
 */
export function watchNewCopies(onFile: (module: LoadedModule) => void, onOther: () => void): () => void {
  return onChannelLookup('undici:client:beforeConnect', () => {
    try {
      // The file of the copy that the app is loading at this very moment.
      visitLoaded({ [DIAGNOSTICS]: (module) => !module.loaded && onFile(module) })
    } catch (error) {
      failure('a copy of undici', error)
    }
    // Node's copy, or one inside an app's own bundle, becomes the global dispatcher once it has loaded.
    queueMicrotask(onOther)
  })
}
